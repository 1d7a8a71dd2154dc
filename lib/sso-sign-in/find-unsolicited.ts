import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { unsolicitedTicketSeconds } from '@/lib/sso/model';
import { selectUnsolicited } from '@/lib/sso/ticket-repository';

/** Whom a sign-in that an identity provider began is about, and where it leads. */
export type UnsolicitedSignIn = { connectionId: string; organization: string; account: string };

/**
 * A sign-in that nobody began here, for its person to say yes to: else whoever can post a form from their page could sign
 * others in as somebody else (login CSRF). Looking uses nothing up; null where it is over.
 */
export async function findUnsolicited(
  deps: Pick<Deps, 'db' | 'clock'>,
  ticket: string,
): Promise<UnsolicitedSignIn | null> {
  const answeredAfter = addSeconds(deps.clock.now(), -unsolicitedTicketSeconds);
  const found = await asSystem(deps.db, 'sso', (tx) =>
    selectUnsolicited(tx, { ticketHash: sha256(ticket), answeredAfter }),
  );
  if (found === null) return null;
  const { connectionId, organizationName, person } = found;
  return { connectionId, organization: organizationName, account: person.email ?? person.nameId };
}
