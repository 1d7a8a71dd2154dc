import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import type { AffectedKeys } from '@/lib/orgs/member-keys';
import { selectMember } from '@/lib/orgs/member-repository';
import type { KeyOutcome, TeamKeys } from '@/lib/orgs/team-keys';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { affectedOf, keysOfMember } from './keys-of-member';
import { selectKeysOfTeam, updateKeyTeam } from './team-repository';
import { updateKeyStatus } from './repository';
import { recordKeyEvent } from './with-key';

function outcomeOf(byOwner: Map<string, KeyOutcome>, ownerUserId: string): KeyOutcome {
  const found = byOwner.get(ownerUserId);
  if (found !== undefined) return found;
  const outcome: KeyOutcome = { revoked: [], moved: [], suspended: [], resumed: [] };
  byOwner.set(ownerUserId, outcome);
  return outcome;
}

/** What the keys of a team do when it is archived. Runs under the lock of the organization, which creating a key takes too. */
export const keysOfTeam: TeamKeys = {
  list: selectKeysOfTeam,

  async previewMove(tx, organizationId, keys, toTeamId) {
    const affected: AffectedKeys = { suspended: [], resumed: [] };
    for (const owner of new Set(keys.map(({ ownerUserId }) => ownerUserId))) {
      const member = await selectMember(tx, organizationId, owner);
      if (member === null) continue;
      // As if they were there already: the same question that `settle` asks after the move.
      const theirs = keys.filter(({ ownerUserId }) => ownerUserId === owner);
      const there = affectedOf(
        member,
        theirs.map((key) => ({ ...key, teamId: toTeamId })),
      );
      affected.suspended.push(...there.suspended);
      affected.resumed.push(...there.resumed);
    }
    return affected;
  },

  async revoke(deps, tx, grant, keys, from) {
    const byOwner = new Map<string, KeyOutcome>();
    const move = { from: ['active', 'disabled', 'suspended'], to: 'revoked' } as const;
    for (const key of keys) {
      const now = deps.clock.now();
      if (!(await updateKeyStatus(tx, grant.organizationId, key.id, move, now))) continue;
      await recordKeyEvent(deps, tx, grant, 'api-key.revoked', key, {
        before: { state: key.status },
        after: { state: 'revoked', because: `the team ${from.name} was archived` },
      });
      outcomeOf(byOwner, key.ownerUserId).revoked.push(key);
    }
    return byOwner;
  },

  async move(deps, tx, grant, keys, { from, to }) {
    const byOwner = new Map<string, KeyOutcome>();
    for (const key of keys) {
      await updateKeyTeam(tx, grant.organizationId, key.id, to.id, deps.clock.now());
      await recordKeyEvent(deps, tx, grant, 'api-key.moved', key, {
        before: { team: from.name },
        after: { team: to.name, because: `the team ${from.name} was archived` },
      });
      outcomeOf(byOwner, key.ownerUserId).moved.push(key);
    }
    await settleOwners(deps, tx, grant, byOwner, `it moved to the team ${to.name}`);
    return byOwner;
  },
};

async function settleOwners(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  byOwner: Map<string, KeyOutcome>,
  because: string,
): Promise<void> {
  for (const [ownerUserId, outcome] of byOwner) {
    const member = await selectMember(tx, grant.organizationId, ownerUserId);
    // The keys of who is no longer a member do not work anyway.
    if (member === null) continue;
    Object.assign(outcome, await keysOfMember.settle(deps, tx, grant, member, because));
  }
}
