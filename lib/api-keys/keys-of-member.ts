import { recordAuditEvents } from '@/lib/audit/record-audit-events';
import type { AffectedKey, AffectedKeys, MemberKeys, MemberRights } from '@/lib/orgs/member-keys';
import type { OrgTx } from '@/lib/platform/db';
import { mayHoldKeys } from './model';
import { selectKeysOfOwner, type OwnedKey } from './owner-repository';
import { updateKeyStatuses } from './repository';

const shown = ({ id, name, hint, environment, teamName }: OwnedKey): AffectedKey => ({
  id,
  name,
  hint,
  environment,
  teamName,
});

async function preview(
  tx: OrgTx,
  organizationId: string,
  member: MemberRights,
): Promise<AffectedKeys> {
  return affectedOf(member, await selectKeysOfOwner(tx, organizationId, member.userId));
}

/** Which of a member's keys change, given what the member may do and the team that each is in. */
export function affectedOf(member: MemberRights, keys: readonly OwnedKey[]): AffectedKeys {
  const mayHold = (key: OwnedKey) => mayHoldKeys(member, key.teamId);
  return {
    suspended: keys.filter((key) => key.status === 'active' && !mayHold(key)).map(shown),
    resumed: keys.filter((key) => key.status === 'suspended' && mayHold(key)).map(shown),
  };
}

/**
 * What a change of role or teams does to the member's keys. Runs under the lock of the organization, which creating a key takes
 * too, so that no key slips in between. A disabled key stays disabled either way: somebody meant that.
 * In four statements however many keys there are: nobody keeps a role by having more than can be settled in time.
 */
export const keysOfMember: MemberKeys = {
  preview,
  async settle(deps, tx, grant, member, because = `the owner's role is now ${member.role}`) {
    const { organizationId, actor, request } = grant;
    const now = deps.clock.now();
    const keys = await preview(tx, organizationId, member);
    const steps = [
      { list: keys.suspended, from: 'active', to: 'suspended', action: 'api-key.suspended' },
      { list: keys.resumed, from: 'suspended', to: 'active', action: 'api-key.resumed' },
    ] as const;
    for (const { list, from, to, action } of steps) {
      if (list.length === 0) continue;
      const ids = list.map(({ id }) => id);
      const changed = await updateKeyStatuses(tx, organizationId, ids, { from, to }, now);
      await recordAuditEvents(
        deps,
        tx,
        { organizationId, actor, request, action },
        list
          .filter(({ id }) => changed.has(id))
          .map(({ id, name }) => ({
            target: { kind: 'api-key', id, label: name },
            before: { state: from },
            after: { state: to, because },
          })),
      );
    }
    return keys;
  },
};
