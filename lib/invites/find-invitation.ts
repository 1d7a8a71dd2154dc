import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { sha256 } from '@/lib/platform/crypto';
import { readAsSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { statusOfInvitation, type OfferedInvitation } from './model';
import { selectByToken, selectForPerson, type FoundInvitation } from './repository';

type FindDeps = Pick<Deps, 'db' | 'clock'>;

/**
 * The invitation of a link. Looking uses nothing up: scanners of mail open links. One that was accepted is told only as
 * that, so that the link leads its person on to the organization for as long as they keep the mail.
 * @throws AppError `link-invalid` where there is none, or it expired or was revoked.
 */
export async function findInvitation(
  deps: FindDeps,
  token: string,
): Promise<OfferedInvitation & { acceptedById: string | null }> {
  const found = await readAsSystem(deps.db, 'invitation', (sql) =>
    selectByToken(sql, sha256(token)),
  );
  if (found === null) throw linkInvalid();
  const status = statusOfInvitation(found, deps.clock.now());
  if (status === 'expired' || status === 'revoked') throw linkInvalid();
  return { ...offered(found), acceptedById: found.acceptedById };
}

/** What waits for the address that a person has proved, whichever way they came. */
export async function listMyInvitations(
  deps: FindDeps,
  { userId }: PersonGrant,
): Promise<OfferedInvitation[]> {
  const rows = await readAsSystem(deps.db, 'invitation', (sql) =>
    selectForPerson(sql, userId, deps.clock.now()),
  );
  return rows.map(offered);
}

function offered(row: FoundInvitation): OfferedInvitation {
  const { id, organizationName, organizationSlug, email, role, invitedByName, message, expiresAt } =
    row;
  return {
    id,
    organizationName,
    organizationSlug,
    email,
    role,
    invitedByName,
    message,
    expiresAt,
  };
}

export function linkInvalid(): AppError {
  return new AppError(
    'link-invalid',
    'This invitation no longer works: it was revoked, sent again with another link, is too old, or its organization is being deleted. Ask whoever invited you.',
  );
}
