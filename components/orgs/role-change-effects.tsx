import { roleNames } from '@/lib/authz/permissions';
import { Banner } from '../ui/banner';
import { InlineCode } from '../ui/text';
import { firstNames } from './first-names';
import type { AffectedKeyView, MemberView, RoleChangeView } from './views';

/** What a change of role does beside the role itself. Nothing where it does nothing else. */
export function RoleChangeEffects({
  member,
  change,
}: {
  member: Pick<MemberView, 'name' | 'isReader' | 'role'>;
  change: RoleChangeView;
}) {
  const { decision, suspended, resumed, to, invitations } = change;
  if (decision === 'unchanged') return null;
  if (decision === 'last-admin') {
    return (
      <Banner tone="warning" title={`${member.name} is the only Admin`}>
        An organization needs an Admin. Make somebody else an Admin first, then change this role.
      </Banner>
    );
  }
  return (
    <>
      {member.isReader && member.role === 'admin' && (
        <Banner tone="warning" title="This is your own role">
          Once you are {roleNames[to]}, only another Admin can change it back.
        </Banner>
      )}
      {suspended.length > 0 && (
        <Banner
          tone="warning"
          title={`${told(suspended, 'stops', 'stop')} working within a second`}
        >
          {roleNames[to]} may not hold {suspended.length === 1 ? 'it' : 'them'}. A later change of
          role can undo this.
          <Keys keys={suspended} />
        </Banner>
      )}
      {resumed.length > 0 && (
        <Banner title={`${told(resumed, 'works', 'work')} again`}>
          An earlier change of role had suspended {resumed.length === 1 ? 'it' : 'them'}.
          <Keys keys={resumed} />
        </Banner>
      )}
      {invitations.count > 0 && (
        <Banner
          tone="warning"
          title={
            invitations.fate === 'hand-over'
              ? `You take over ${invitationsInWords(invitations.count)}`
              : `${invitationsInWords(invitations.count)} will be revoked`
          }
        >
          {firstNames(invitations.emails, invitations.count)}.{' '}
          {invitations.fate === 'hand-over'
            ? `${member.name} sent ${invitations.count === 1 ? 'it' : 'them'} and may not invite as ${roleNames[to]}. Revoke what you do not want under Invitations.`
            : `Nobody is left to answer for ${invitations.count === 1 ? 'it' : 'them'}.`}
        </Banner>
      )}
    </>
  );
}

const invitationsInWords = (count: number): string =>
  count === 1 ? '1 invitation' : `${count} invitations`;

const told = (keys: readonly unknown[], one: string, many: string): string =>
  keys.length === 1 ? `1 key ${one}` : `${keys.length} keys ${many}`;

/** The first few by name; who wants the rest finds it in the list of keys. */
function Keys({ keys }: { keys: readonly AffectedKeyView[] }) {
  const shown = keys.slice(0, 5);
  return (
    <ul className="mt-1.5 space-y-1">
      {shown.map((key) => (
        <li key={key.id}>
          {key.name} <InlineCode>{key.hint}</InlineCode> in {key.teamName}
        </li>
      ))}
      {keys.length > shown.length && <li>and {keys.length - shown.length} more</li>}
    </ul>
  );
}
