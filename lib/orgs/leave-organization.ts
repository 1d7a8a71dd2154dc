import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { decideKeyFates } from './decide-key-fates';
import { depart, refusingLastAdmin, requireMayAnswer } from './depart';
import type { DepartureParts } from './departure';
import type { LeaveOrganizationInput } from './departure-schema';
import { loadDeparture, requireSeen } from './load-departure';
import { selectMember, type MemberRow } from './member-repository';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';

/**
 * Makes the use case by which a member ends their own membership, and nobody else's. Keys and invitations are settled as
 * when somebody is removed; the person stays signed in, since this is their own wish and concerns one organization. Who
 * owes what the organization demands at entry leaves after that, as they do everything else there.
 * @throws AppError `last-admin`; `changed`; `invalid-input` (fields `keys`, `newOwnerId`, `exceptions`, `inviterId`).
 */
export function leaveOrganizationWith(parts: DepartureParts) {
  return async function leaveOrganization(
    deps: Deps,
    grant: Grant<'organization.leave'>,
    input: LeaveOrganizationInput,
  ): Promise<{ organizationId: string }> {
    const { organizationId, userId } = grant;
    return refusingLastAdmin(() =>
      withOrg(deps.db, organizationId, async (tx) => {
        await lockOrganization(tx, organizationId);
        const member = await requireCurrentRole(tx, grant);
        const now = deps.clock.now();
        const departure = await loadDeparture(tx, organizationId, member, { parts, now });
        requireSeen(departure, input.seen);
        const facts = { organizationId, leaverId: userId, keys: departure.keys, port: parts.keys };
        const fates = await decideKeyFates(tx, facts, input);
        const inviter =
          departure.invitations.length > 0 && input.invitations === 'hand-over'
            ? await chosenInviter(tx, member, organizationId, input.inviterId)
            : null;
        if (inviter !== null) requireMayAnswer(parts, departure, inviter, 'inviterId');
        await depart(deps, tx, grant, parts, {
          action: 'member.left',
          member,
          decider: member,
          departure,
          fates,
          inviter,
        });
        return { organizationId };
      }),
    );
  };
}

async function chosenInviter(
  tx: OrgTx,
  { userId }: MemberRow,
  organizationId: string,
  inviterId: string | undefined,
): Promise<MemberRow> {
  if (inviterId === undefined) throw invalidField('inviterId', 'Choose who takes them over.');
  const inviter = await selectMember(tx, organizationId, inviterId);
  if (inviter === null || inviterId === userId) {
    throw invalidField('inviterId', 'We could not find that member.');
  }
  return inviter;
}
