import type { ReactNode } from 'react';
import { deletionDays, recentUseDays } from '@/lib/orgs/model';
import { InlineCode } from '../ui/text';
import { Time } from '../ui/time';
import type { DeletionEffectsView } from './views';

const count = (number: number, one: string, many: string) =>
  number === 1 ? `1 ${one}` : `${number} ${many}`;

/** What deleting would do, in words and with the numbers of this very organization. */
export function DeletionEffects({ members, invitations, keys }: DeletionEffectsView) {
  const rest = keys.used - keys.latest.length;
  return (
    <ul className="measure list-disc space-y-2 pl-5 text-sm marker:text-faint">
      <li>
        {keys.live === 0 ? (
          'No key works here now, so no call stops.'
        ) : (
          <>
            {count(keys.live, 'key that works now is', 'keys that work now are')} refused within a
            second, with the code <InlineCode>organization-inactive</InlineCode>.{' '}
            {keys.used === 0
              ? `None was called in the last ${recentUseDays} days.`
              : `${count(keys.used, 'was', 'were')} called in the last ${recentUseDays} days:`}
          </>
        )}
        {keys.latest.length > 0 && (
          <ul aria-label="Keys in use" className="mt-1 space-y-1">
            {keys.latest.map(({ name, hint, lastUsedAt }) => (
              <li key={`${name} ${hint}`} className="wrap-anywhere">
                <span className="font-medium">{name}</span>{' '}
                <span className="font-mono text-xs text-muted">{hint}</span>{' '}
                <span className="text-muted">
                  <Time value={lastUsedAt} />
                </span>
              </li>
            ))}
            {rest > 0 && <li className="text-muted">and {rest} more</li>}
          </ul>
        )}
      </li>
      <Effect>
        {members === 1
          ? 'You are its only member, and can still look at everything.'
          : `Of its ${members} members only Admins still see it. Nobody can change anything, join or invite.`}
      </Effect>
      {invitations > 0 && (
        <Effect>
          {count(invitations, 'invitation that waits', 'invitations that wait')} cannot be accepted
          meanwhile.
        </Effect>
      )}
      <Effect>
        Every Admin gets a mail. For {deletionDays} days any of them can keep it, and everything
        goes on as it was.
      </Effect>
      <Effect>
        After {deletionDays} days all of it is erased: keys, teams, members, invitations and the
        audit log. Export what you need before.
      </Effect>
    </ul>
  );
}

function Effect({ children }: { children: ReactNode }) {
  return <li>{children}</li>;
}
