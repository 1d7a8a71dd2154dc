import { reachOf, type Role } from '@/lib/authz/permissions';

export const defaultInvitationDays = 7;
export const maxInvitationDays = 30;
export const maxMessageLength = 500;

/** What has become of an invitation. */
export type InvitationStatus = 'pending' | 'expired' | 'accepted' | 'revoked';

export type InvitationEnds = { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date };

export function statusOfInvitation(
  { acceptedAt, revokedAt, expiresAt }: InvitationEnds,
  now: Date,
): InvitationStatus {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt > now ? 'pending' : 'expired';
}

/** For how long a revoked invitation can be taken back to what it was. */
export const undoRevokeSeconds = 10 * 60;

/** From the least rights to the most: nobody invites to more than they have. */
const ranks: Record<Role, number> = {
  'read-only': 0,
  'billing-manager': 1,
  developer: 1,
  admin: 2,
};

/** Whether a member of one role may give another: their own, or one with fewer rights. */
export function mayInviteTo(own: Role, offered: Role): boolean {
  return own === offered || ranks[offered] < ranks[own];
}

/** Whether a member of one role may have sent an invitation to another: it counts no longer than that holds. */
export function maySendInvitation(own: Role, offered: Role): boolean {
  return reachOf(own, 'invitation.create') !== false && mayInviteTo(own, offered);
}

/** An invitation as whoever opens its link sees it. */
export type OfferedInvitation = {
  id: string;
  organizationName: string;
  organizationSlug: string;
  email: string;
  role: Role;
  invitedByName: string;
  message: string | null;
  expiresAt: Date;
};
