'use client';

import { roleNames } from '@/lib/authz/permissions';
import type { DepartingFate } from '@/lib/orgs/model';
import { Field } from '../ui/field';
import { RadioCards } from '../ui/radio-cards';
import type { DepartureActs, DepartureView, Manner } from './departure-views';
import { HeirSelect } from './heir-select';
import type { DepartureChoice } from './use-departure-choice';

type Props = {
  manner: Manner;
  view: DepartureView;
  choice: DepartureChoice;
  find: DepartureActs['find'];
};

/** The invitations that whoever goes has sent and that nobody answered. Nothing where there is none. */
export function DepartureInvitations({ manner, view, choice, find }: Props) {
  const { invitations, invitationCount: count } = view;
  if (count === 0) return null;
  const isOwn = manner === 'leave';
  const rest = count - invitations.length;
  return (
    <section aria-labelledby="departure-invitations" className="space-y-3">
      <div className="text-sm">
        <h3 id="departure-invitations" className="font-medium">
          {count === 1 ? '1 invitation' : `${count.toLocaleString('en')} invitations`} that{' '}
          {isOwn ? 'you' : 'they'} sent and nobody answered
        </h3>
        <ul
          aria-label="Invitations that wait"
          tabIndex={invitations.length > 5 ? 0 : undefined}
          className="mt-1.5 max-h-32 space-y-1 overflow-y-auto"
        >
          {invitations.map(({ id, email, role }) => (
            <li key={id} className="wrap-anywhere">
              {email} <span className="text-muted">as {roleNames[role]}</span>
            </li>
          ))}
          {rest > 0 && <li className="text-muted">and {rest.toLocaleString('en')} more</li>}
        </ul>
      </div>
      <RadioCards
        label="What happens to these invitations"
        name="invitations"
        columns={2}
        value={choice.invitations}
        onValueChange={(fate) => {
          choice.setInvitations(fate as DepartingFate);
        }}
        options={[
          {
            value: 'revoke',
            label: 'Revoke them',
            description: 'Their links open nothing. Invite again whom you want.',
          },
          isOwn
            ? {
                value: 'hand-over',
                label: 'Hand over to another Admin',
                description: 'The links stay as they are.',
              }
            : {
                value: 'hand-over',
                label: 'Take them over',
                description: 'The links stay as they are. You answer for whom they let in.',
              },
        ]}
      />
      {isOwn && choice.invitations === 'hand-over' && (
        <Field label="New inviter" name="inviterId" required>
          <HeirSelect
            duty="invitations"
            teamIds={[]}
            value={choice.inviter}
            onValueChange={choice.setInviter}
            find={find}
          />
        </Field>
      )}
    </section>
  );
}
