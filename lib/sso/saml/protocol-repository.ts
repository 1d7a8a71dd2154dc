import { sha256, type Digest } from '@/lib/platform/crypto';
import type { SystemSql, SystemTx } from '@/lib/platform/db';
import type { SensitiveAct } from '@/lib/sessions/sensitive-acts';
import type { Assertion } from './model';

/** What a request was sent for. */
export type RequestPurpose = 'sign-in' | 'test' | 'step-up' | 'idp-initiated';

/** What was decided when a request was sent, and holds whatever comes back. */
export type SavedRequest = {
  connectionId: string;
  /** Of the connection: what the identity provider was when it was asked. */
  version: number;
  organizationId: string;
  purpose: RequestPurpose;
  /** SHA-256 of the cookie of the browser that was sent; null for a test, and where nobody was sent. */
  browserHash: Digest | null;
  userId: string | null;
  sessionId: string | null;
  act: SensitiveAct | null;
  forceAuthn: boolean;
  returnTo: string;
  timeZone: string;
  createdAt: Date;
};

/** Writes down a request that is about to be sent, under a digest of its ID. */
export async function insertRequest(
  tx: SystemTx,
  requestId: string,
  request: SavedRequest & { expiresAt: Date },
): Promise<void> {
  await tx.samlRequest.createMany({ data: [{ idHash: sha256(requestId), ...request }] });
}

/** What a request asks of which version of the connection, while it waits for its answer; null where none does. */
export async function selectAsked(
  tx: SystemTx,
  { connectionId, requestId, now }: { connectionId: string; requestId: string; now: Date },
): Promise<Pick<SavedRequest, 'version' | 'forceAuthn'> | null> {
  return tx.samlRequest.findFirst({
    where: {
      ...{ idHash: sha256(requestId), connectionId },
      ...{ consumedAt: null, expiresAt: { gt: now } },
    },
    select: { version: true, forceAuthn: true },
  });
}

/**
 * Uses up a request of that connection; null where there is none, it ended, or it was answered before. Of many answers at
 * once one gets it, in whatever process they arrive.
 */
export async function consumeRequest(
  sql: SystemTx | SystemSql,
  { connectionId, requestId, now }: { connectionId: string; requestId: string; now: Date },
): Promise<SavedRequest | null> {
  const rows = await sql.$queryRaw<SavedRequest[]>`
    UPDATE saml_requests SET consumed_at = ${now}::timestamptz
     WHERE id_hash = ${sha256(requestId)} AND connection_id = ${connectionId}::uuid
       AND consumed_at IS NULL AND expires_at > ${now}::timestamptz
    RETURNING connection_id AS "connectionId", version, organization_id AS "organizationId", purpose,
              browser_hash AS "browserHash", user_id AS "userId", session_id AS "sessionId", act,
              force_authn AS "forceAuthn", return_to AS "returnTo", time_zone AS "timeZone", created_at AS "createdAt"`;
  return rows[0] ?? null;
}

/** Notes that an assertion was used. False where it was before, in whatever process: the primary key decides. */
export async function consumeAssertion(
  sql: SystemTx | SystemSql,
  {
    connectionId,
    assertion,
    now,
  }: { connectionId: string; assertion: Pick<Assertion, 'id' | 'notOnOrAfter'>; now: Date },
): Promise<boolean> {
  // One that cannot be remembered for long enough is not believed even once.
  if (assertion.notOnOrAfter <= now) return false;
  const written = await sql.$executeRaw`
    INSERT INTO saml_assertions_seen (connection_id, assertion_hash, expires_at)
    VALUES (${connectionId}::uuid, ${sha256(assertion.id)}, ${assertion.notOnOrAfter}::timestamptz)
    ON CONFLICT DO NOTHING`;
  return written === 1;
}

/** Deletes the requests that ended, and the assertions that nobody would accept any more. */
export async function deleteEndedProtocol(
  tx: SystemTx,
  before: Date,
): Promise<{ requests: number; assertions: number }> {
  const ended = { where: { expiresAt: { lt: before } } };
  const requests = await tx.samlRequest.deleteMany(ended);
  const assertions = await tx.samlAssertionSeen.deleteMany(ended);
  return { requests: requests.count, assertions: assertions.count };
}
