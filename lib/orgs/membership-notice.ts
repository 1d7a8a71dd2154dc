import { timeInWords } from '@/lib/accounts/time-in-words';
import type { Grant } from '@/lib/authz/authorize';
import { roleNames, type Permission, type Role } from '@/lib/authz/permissions';
import { notifyMember } from '@/lib/notices/notify-member';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AffectedKey, AffectedKeys } from './member-keys';

/** Tells a person that they are a member now. */
export async function notifyAdded(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  { userId, role }: { userId: string; role: Role },
): Promise<void> {
  await notifyMember(deps, tx, grant, userId, ({ facts, timeZone, organizationLink }, wants) =>
    wants('organizations')
      ? {
          template: 'membership-changed',
          ...facts,
          at: timeInWords(deps.clock.now(), timeZone),
          role: roleNames[role],
          roleBefore: null,
          suspended: [],
          resumed: [],
          link: organizationLink,
        }
      : null,
  );
}

const mention = ({ name, hint }: AffectedKey) => ({ name, hint });

/** Tells a member of their other role and of what it did to their keys: one mail, of as much as they want to hear. */
export async function notifyRoleChanged(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  { userId, from, to, keys }: { userId: string; from: Role; to: Role; keys: AffectedKeys },
): Promise<void> {
  await notifyMember(deps, tx, grant, userId, ({ facts, timeZone, organizationLink }, wants) => {
    const common = {
      ...facts,
      at: timeInWords(deps.clock.now(), timeZone),
      role: roleNames[to],
      suspended: wants('api-keys') ? keys.suspended.map(mention) : [],
      resumed: wants('api-keys') ? keys.resumed.map(mention) : [],
      link: organizationLink,
    };
    if (wants('organizations')) {
      return { template: 'membership-changed', ...common, roleBefore: roleNames[from] };
    }
    const isQuiet = common.suspended.length + common.resumed.length === 0;
    return isQuiet ? null : { template: 'api-keys-settled', ...common };
  });
}
