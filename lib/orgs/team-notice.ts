import { timeInWords } from '@/lib/accounts/time-in-words';
import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { notifyMember } from '@/lib/notices/notify-member';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AffectedKey, AffectedKeys } from './member-keys';
import type { KeyOutcome } from './team-keys';

type TeamChange = {
  team: string;
  change: 'archived' | 'joined' | 'left';
  movedTo?: string | null;
};

const mentions = (keys: readonly AffectedKey[] = []) =>
  keys.map(({ name, hint }) => ({ name, hint }));

/** Tells each owner what a change of a team did to their keys: one mail, and none where it did nothing. */
export async function notifyOwnersOfTeamKeys(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  byOwner: ReadonlyMap<string, AffectedKeys & Partial<KeyOutcome>>,
  { team, change, movedTo = null }: TeamChange,
): Promise<void> {
  for (const [ownerUserId, keys] of byOwner) {
    const told = {
      revoked: mentions(keys.revoked),
      moved: mentions(keys.moved),
      suspended: mentions(keys.suspended),
      resumed: mentions(keys.resumed),
    };
    if (Object.values(told).every((list) => list.length === 0)) continue;
    await notifyMember(
      deps,
      tx,
      grant,
      ownerUserId,
      ({ facts, timeZone, organizationLink }, wants) =>
        wants('api-keys')
          ? {
              template: 'team-keys-changed',
              ...facts,
              ...told,
              team,
              change,
              movedTo,
              at: timeInWords(deps.clock.now(), timeZone),
              link: `${organizationLink}/api-keys`,
            }
          : null,
    );
  }
}
