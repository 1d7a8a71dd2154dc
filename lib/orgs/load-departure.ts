import { AppError } from '@/lib/kernel/errors';
import { sha256 } from '@/lib/platform/crypto';
import type { OrgTx } from '@/lib/platform/db';
import type { DepartingKey, DepartureParts, SentInvitation } from './departure';
import { countAdmins, type MemberRow } from './member-repository';
import { decideDeparture } from './model';

/** What hangs on a membership, as it is at this moment. */
export type Departure = {
  decision: 'go' | 'last-admin';
  keys: DepartingKey[];
  invitations: SentInvitation[];
  /** A mark of all that somebody decides upon: the role, the keys, where each is and whether it works, the invitations. */
  seen: string;
};

export async function loadDeparture(
  tx: OrgTx,
  organizationId: string,
  member: MemberRow,
  { parts, now }: { parts: DepartureParts; now: Date },
): Promise<Departure> {
  const { userId, role } = member;
  const keys = await parts.keys.list(tx, organizationId, userId, now);
  const invitations = await parts.invitations.list(tx, organizationId, userId);
  const decision = decideDeparture(role, await countAdmins(tx, organizationId));
  return { decision, keys, invitations, seen: markOf(member, keys, invitations) };
}

function markOf(
  { userId, role }: MemberRow,
  keys: readonly DepartingKey[],
  invitations: readonly SentInvitation[],
): string {
  const facts = [
    ...keys.map(({ id, teamId, status }) => `key ${id} ${teamId} ${status}`),
    ...invitations.map((invitation) => `invitation ${invitation.id} ${invitation.role}`),
  ];
  const text = [userId, role, ...facts.toSorted()].join('\n');
  return Buffer.from(sha256(text)).toString('base64url');
}

/** @throws AppError `changed`, `last-admin` */
export function requireSeen(departure: Departure, seen: string): void {
  if (departure.decision === 'last-admin') throw onlyAdmin();
  if (departure.seen !== seen) throw changed();
}

/** For what was decided upon something else than is there now. Nothing was done. */
export const changed = () =>
  new AppError(
    'changed',
    'The keys, the invitations or the role changed meanwhile. Look at them again, then decide.',
  );

export const onlyAdmin = () =>
  new AppError(
    'last-admin',
    'An organization needs an Admin, and this is the only one. Make somebody else an Admin first.',
  );
