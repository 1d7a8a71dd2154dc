'use client';

import { useState } from 'react';
import type { DepartingFate } from '@/lib/orgs/model';
import { Banner } from '../ui/banner';
import { Field } from '../ui/field';
import { RadioCards } from '../ui/radio-cards';
import { DepartureKeyRow } from './departure-key-row';
import type { DepartureActs, DepartureView, Manner } from './departure-views';
import { HeirSelect } from './heir-select';
import type { DepartureChoice } from './use-departure-choice';

type Props = {
  manner: Manner;
  view: DepartureView;
  /** Ids of those that came since the dialog was opened. */
  added: ReadonlySet<string>;
  choice: DepartureChoice;
  find: DepartureActs['find'];
};

/** Every key of whoever goes, what happens to all of them, and exceptions. */
export function DepartureKeys({ manner, view, added, choice, find }: Props) {
  const [edited, setEdited] = useState<string | null>(null);
  const { keys, name } = view;
  const isOwn = manner === 'leave';
  if (keys.length === 0) {
    return (
      <section className="text-sm">
        <h3 className="font-medium">No keys</h3>
        <p className="mt-0.5 text-muted">
          {isOwn ? 'You own' : 'They own'} none that is not revoked.
        </p>
      </section>
    );
  }
  const isOne = keys.length === 1;
  const { forAll, setForAll, others } = choice;
  const given = keys.filter(
    ({ id }) => (choice.exceptionOf(id)?.fate ?? forAll.fate) === 'hand-over',
  );
  return (
    <section aria-labelledby="departure-keys" className="space-y-3">
      <h3 id="departure-keys" className="text-sm font-medium">
        {isOne ? '1 key' : `${keys.length} keys`}
      </h3>
      <ul
        aria-label={isOwn ? 'Your keys' : `Keys of ${name}`}
        className="max-h-72 divide-y divide-line overflow-y-auto rounded-lg border border-line"
      >
        {keys.map((key) => (
          <DepartureKeyRow
            key={key.id}
            apiKey={key}
            isNew={added.has(key.id)}
            exception={choice.exceptionOf(key.id)}
            forAll={forAll}
            // One key is all keys: what is chosen below is chosen for it.
            isEditable={!isOne}
            isEdited={edited === key.id}
            onEdit={(isEdited) => {
              setEdited(isEdited ? key.id : null);
            }}
            onException={(next) => {
              choice.setException(key.id, next);
            }}
            find={find}
          />
        ))}
      </ul>
      {others.length > 0 && (
        <RadioCards
          label={labelOf(keys.length, others.length)}
          name="keys"
          columns={2}
          value={forAll.fate ?? ''}
          onValueChange={(fate) => {
            setForAll({ ...forAll, fate: fate as DepartingFate });
          }}
          options={[
            {
              value: 'hand-over',
              label: 'Hand over to another member',
              description: `${isOne ? 'It goes' : 'They go'} on working, with the same ${isOne ? 'secret' : 'secrets'}.`,
            },
            {
              value: 'revoke',
              label: 'Revoke',
              description: `${isOne ? 'It ends' : 'They end'} for good, within a second. This cannot be undone.`,
            },
          ]}
        />
      )}
      {others.length > 0 && forAll.fate === 'hand-over' && (
        <Field
          label="New owner"
          name="newOwnerId"
          required
          hint="Admins, and Developers who are in the teams of these keys."
        >
          <HeirSelect
            duty="keys"
            teamIds={[...new Set(others.map(({ teamId }) => teamId))]}
            value={forAll.heir}
            onValueChange={(heir) => {
              setForAll({ ...forAll, heir });
            }}
            find={find}
          />
        </Field>
      )}
      <div role="status" className="empty:hidden">
        {given.length > 0 && (
          <Banner tone="warning" title="A key that is handed over keeps its secret">
            {isOwn
              ? 'The new owner does not see it again. Give it to them another way, or have them create another key.'
              : `${name} may have a copy of it, and could go on using it. Where that matters, revoke the key and create another.`}
            {given.some(({ state }) => state === 'suspended') &&
              (isOwn
                ? ' A suspended key stays off until its new owner enables it.'
                : ' A suspended key works again with its new owner.')}
          </Banner>
        )}
      </div>
    </section>
  );
}

function labelOf(all: number, others: number): string {
  if (others < all) return 'What happens to the others';
  return all === 1 ? 'What happens to it' : 'What happens to them';
}
