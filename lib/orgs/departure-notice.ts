import { timeInWords } from '@/lib/accounts/time-in-words';
import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { notifyMember } from '@/lib/notices/notify-member';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { Departing } from './departing';
import type { KeyFate } from './departure';

const mention = ({ key: { name, hint } }: KeyFate) => ({ name, hint });

/**
 * Tells who is removed, before they are: afterwards nobody here may know their address. Mails about sessions that somebody
 * else ends are always sent, so this one is wherever it signed them out; what it says of keys is by their choice.
 */
export async function notifyRemoved(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  { member, fates, sessions }: Pick<Departing, 'member' | 'fates'> & { sessions: number },
): Promise<void> {
  await notifyMember(deps, tx, grant, member.userId, ({ facts, timeZone }, wants) => {
    if (sessions === 0 && !wants('organizations')) return null;
    const told = wants('api-keys') ? fates : [];
    return {
      template: 'membership-ended',
      ...facts,
      at: timeInWords(deps.clock.now(), timeZone),
      signedOut: sessions > 0,
      revoked: told.filter(({ to }) => to === null).map(mention),
      handedOver: told.filter(({ to }) => to !== null).map(mention),
      link: `${deps.config.appUrl}/account/organizations`,
    };
  });
}

/** Tells each of those who take over what the member leaves: one mail, of as much as they want to hear. */
export async function notifyHeirs(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  { action, member, fates, inviter, departure }: Departing,
): Promise<void> {
  const byHeir = new Map<string, KeyFate[]>();
  for (const fate of fates) {
    if (fate.to !== null) byHeir.set(fate.to.userId, [...(byHeir.get(fate.to.userId) ?? []), fate]);
  }
  const isInvited = inviter !== null && departure.invitations.length > 0;
  if (isInvited) byHeir.set(inviter.userId, byHeir.get(inviter.userId) ?? []);
  for (const [userId, received] of byHeir) {
    const told = { facts: received, invitations: isInvited && inviter.userId === userId };
    await notifyMember(deps, tx, grant, userId, (to, wants) => {
      const keys = wants('api-keys') ? told.facts.map(mention) : [];
      const invitations =
        told.invitations && wants('organizations') ? departure.invitations.length : 0;
      if (keys.length + invitations === 0) return null;
      return {
        template: 'handed-over',
        ...to.facts,
        from: member.name,
        change: action === 'member.left' ? 'left' : 'removed',
        keys,
        invitations,
        at: timeInWords(deps.clock.now(), to.timeZone),
        link:
          keys.length > 0
            ? `${to.organizationLink}/api-keys?owner=${userId}`
            : `${to.organizationLink}/members/invitations`,
      };
    });
  }
}
