'use client';

import { keyStateNames } from '@/lib/api-keys/model';
import { environmentNames } from '../api-keys/views';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Select } from '../ui/select';
import { InlineCode } from '../ui/text';
import { Time } from '../ui/time';
import type { DepartingKeyView, DepartureActs, KeyChoice } from './departure-views';
import { HeirSelect } from './heir-select';
import type { DepartureChoice } from './use-departure-choice';

type Props = {
  apiKey: DepartingKeyView;
  isNew: boolean;
  exception: KeyChoice | null;
  forAll: DepartureChoice['forAll'];
  isEditable: boolean;
  isEdited: boolean;
  onEdit: (isEdited: boolean) => void;
  onException: (next: KeyChoice | null) => void;
  find: DepartureActs['find'];
};

/** One key, what happens to it, and behind a button a choice of its own. */
export function DepartureKeyRow(props: Props) {
  const { apiKey: key, isNew, exception, forAll, isEditable, isEdited, onEdit } = props;
  return (
    <li className="space-y-2 px-3 py-2.5 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1.5">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="font-medium wrap-anywhere">{key.name}</span>
            <InlineCode>{key.hint}</InlineCode>
            {key.state !== 'active' && <Badge>{keyStateNames[key.state]}</Badge>}
            {isNew && <Badge tone="warning">New</Badge>}
          </p>
          <p className="mt-0.5 text-xs wrap-anywhere text-muted">
            {key.teamName} · {environmentOf(key)} ·{' '}
            {key.lastUsedAt === null ? (
              'Never used'
            ) : (
              <>
                Last used <Time value={key.lastUsedAt.toISOString()} />
              </>
            )}
          </p>
        </div>
        {isEditable && (
          <div className="flex items-center gap-2">
            <span className="max-w-40 truncate text-xs text-muted">
              {fateInWords(exception ?? forAll)}
            </span>
            <Button
              size="sm"
              variant="ghost"
              aria-expanded={isEdited}
              aria-label={isEdited ? `Done with ${key.name}` : `Change what happens to ${key.name}`}
              onClick={() => {
                onEdit(!isEdited);
              }}
            >
              {isEdited ? 'Done' : 'Change'}
            </Button>
          </div>
        )}
      </div>
      {isEdited && <OwnChoice {...props} />}
    </li>
  );
}

const environmentOf = ({ environment }: DepartingKeyView): string =>
  new Map<string, string>(Object.entries(environmentNames)).get(environment) ?? environment;

function fateInWords({ fate, heir }: DepartureChoice['forAll']): string {
  if (fate === null) return 'Not chosen';
  if (fate === 'revoke') return 'Revoke';
  return heir === null ? 'Hand over' : `To ${heir.label}`;
}

/** Whatever is chosen here counts for this key alone. */
function OwnChoice({ apiKey: key, exception, onException, find }: Props) {
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      <Select
        aria-label={`What happens to ${key.name}`}
        value={exception?.fate ?? 'as-others'}
        options={[
          { value: 'as-others', label: 'As the others' },
          { value: 'hand-over', label: 'Hand over to…' },
          { value: 'revoke', label: 'Revoke' },
        ]}
        onValueChange={(fate) => {
          if (fate === 'as-others') onException(null);
          else if (fate === 'revoke') onException({ fate, heir: null });
          else onException({ fate: 'hand-over', heir: exception?.heir ?? null });
        }}
      />
      {exception?.fate === 'hand-over' && (
        <HeirSelect
          aria-label={`New owner of ${key.name}`}
          duty="keys"
          teamIds={[key.teamId]}
          value={exception.heir}
          onValueChange={(heir) => {
            onException({ fate: 'hand-over', heir });
          }}
          find={find}
        />
      )}
    </div>
  );
}
