import type { Grant } from '@/lib/authz/authorize';
import type { Permission, Role } from '@/lib/authz/permissions';
import { AppError, notFound } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import {
  selectOpenSessionsOfMember,
  type OpenSessions,
} from '@/lib/sessions/member-sessions-repository';
import { idleLifetimeSeconds } from '@/lib/sessions/model';
import type { DepartingKey, DepartureParts, SentInvitation } from './departure';
import type { PreviewRemoveMemberInput } from './departure-schema';
import { loadDeparture } from './load-departure';
import { selectMember } from './member-repository';

/** So many invitations are named; the others are counted. */
const namedInvitations = 50;

export type DeparturePreview = {
  userId: string;
  name: string;
  role: Role;
  decision: 'go' | 'last-admin';
  /** To be sent along with the decision, so that nothing happens to what was not shown here. */
  seen: string;
  /** Every key of theirs that is not revoked. */
  keys: DepartingKey[];
  invitations: SentInvitation[];
  invitationCount: number;
  /** Those that a removal would end, of the whole account; null for who leaves, and stays signed in. */
  sessions: OpenSessions | null;
};

/** Makes the use case that says what removing a member would do, for the dialog that asks first. Changes nothing. */
export function previewRemoveMemberWith(parts: DepartureParts) {
  return async function previewRemoveMember(
    deps: Deps,
    grant: Grant<'member.remove'>,
    { userId }: PreviewRemoveMemberInput,
  ): Promise<DeparturePreview> {
    if (userId === grant.userId) throw isOwn();
    return preview(deps, grant, userId, { parts, withSessions: true });
  };
}

/** Makes the same for leaving, which asks nobody but oneself. */
export function previewLeaveWith(parts: DepartureParts) {
  return async function previewLeave(
    deps: Deps,
    grant: Grant<'organization.leave'>,
  ): Promise<DeparturePreview> {
    return preview(deps, grant, grant.userId, { parts, withSessions: false });
  };
}

/** Who removes themselves leaves, and keeps their sessions. */
export const isOwn = () =>
  new AppError('conflict', 'This is your own membership. Choose “Leave organization” to end it.');

async function preview(
  deps: Deps,
  { organizationId }: Grant<Permission>,
  userId: string,
  { parts, withSessions }: { parts: DepartureParts; withSessions: boolean },
): Promise<DeparturePreview> {
  const now = deps.clock.now();
  return withOrg(deps.db, organizationId, async (tx) => {
    const member = await selectMember(tx, organizationId, userId);
    if (member === null) throw notFound('member');
    const { decision, seen, keys, invitations } = await loadDeparture(tx, organizationId, member, {
      parts,
      now,
    });
    const seenAfter = addSeconds(now, -idleLifetimeSeconds);
    return {
      userId,
      name: member.name,
      role: member.role,
      decision,
      seen,
      keys,
      invitations: invitations.slice(0, namedInvitations),
      invitationCount: invitations.length,
      sessions: withSessions
        ? await selectOpenSessionsOfMember(tx, userId, { now, seenAfter })
        : null,
    };
  });
}
