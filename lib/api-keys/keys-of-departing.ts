import { recordAuditEvents, type AuditItem } from '@/lib/audit/record-audit-events';
import type { DepartingKey, DepartingKeys } from '@/lib/orgs/departure';
import type { MemberRow } from '@/lib/orgs/member-repository';
import { selectDepartingKeys, updateKeyOwner } from './departing-repository';
import { mayHoldKeys, stateOf, statusAfterHandOver } from './model';
import { updateKeyStatus } from './repository';

const personOf = ({ name, email }: MemberRow) => `${name} <${email}>`;

/**
 * What becomes of the keys of a member who is removed or leaves. Runs under the lock of the organization, which creating a
 * key takes too, so that none slips in between. The data plane hears of each key by the trigger `api_keys_notify`.
 */
export const keysOfDeparting: DepartingKeys = {
  async list(tx, organizationId, userId, now) {
    const keys = await selectDepartingKeys(tx, organizationId, userId);
    // What is revoked is not selected, so the state is one of the four others.
    return keys.map((key) => ({ ...key, state: stateOf(key, now) as DepartingKey['state'] }));
  },

  mayHold: mayHoldKeys,

  async settle(deps, tx, grant, fates, { from, decider, because }) {
    const { organizationId, actor, request } = grant;
    const now = deps.clock.now();
    const revoked: AuditItem[] = [];
    const handedOver: AuditItem[] = [];
    for (const { key, to } of fates) {
      const target = { kind: 'api-key', id: key.id, label: key.name } as const;
      const before = { state: key.status };
      if (to === null) {
        const move = { from: [key.status], to: 'revoked' } as const;
        await updateKeyStatus(tx, organizationId, key.id, move, now);
        revoked.push({ target, before, after: { state: 'revoked', because } });
      } else {
        const status = statusAfterHandOver(key.status, mayHoldKeys(decider, key.teamId));
        const change = { ownerUserId: to.userId, status };
        await updateKeyOwner(tx, organizationId, key.id, change, now);
        handedOver.push({
          target,
          before: { ...before, owner: personOf(from) },
          after: { owner: personOf(to), state: status, because },
        });
      }
    }
    const entry = { organizationId, actor, request };
    await recordAuditEvents(deps, tx, { ...entry, action: 'api-key.revoked' }, revoked);
    await recordAuditEvents(deps, tx, { ...entry, action: 'api-key.handed-over' }, handedOver);
  },
};
