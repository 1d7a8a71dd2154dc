import { roleNames } from '@/lib/authz/permissions';
import { DomainStatus } from './domain-state';
import type { DomainView } from './views';

/** The domains, for who may see and not change them. */
export function DomainList({ domains }: { domains: readonly DomainView[] }) {
  return (
    <ul className="divide-y divide-line">
      {domains.map(({ id, domain, state, verifiedAt, joinMode, joinRole, requiresSso }) => (
        <li
          key={id}
          className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 sm:px-5"
        >
          <div className="min-w-0">
            <p className="text-sm font-medium wrap-anywhere">{domain}</p>
            {verifiedAt !== null && (
              <p className="text-xs text-muted">
                {joinWords({ joinMode, joinRole })}
                {requiresSso && '. Single sign-on is required.'}
              </p>
            )}
          </div>
          <DomainStatus state={state} />
        </li>
      ))}
    </ul>
  );
}

function joinWords({ joinMode, joinRole }: Pick<DomainView, 'joinMode' | 'joinRole'>): string {
  switch (joinMode) {
    case 'none':
      return 'Joining by invitation alone';
    case 'offer':
      return `People with an address on it can join as ${roleNames[joinRole]}`;
    case 'provision':
      return 'People with an address on it become members by their first single sign-on';
  }
}
