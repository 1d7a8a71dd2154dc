import type { Digest } from '@/lib/platform/crypto';
import type { SystemTx } from '@/lib/platform/db';
import type { SamlPerson } from './person';
import type { SavedRequest } from './saml/protocol-repository';

/**
 * An answer that was good. The identity provider's POST brings no cookie of ours (SameSite), so what it opens is handed
 * over on the next request, which comes from the same browser to our own address and does.
 */
export type Answer = Pick<
  SavedRequest,
  | 'connectionId'
  | 'organizationId'
  | 'purpose'
  | 'userId'
  | 'sessionId'
  | 'act'
  | 'returnTo'
  | 'timeZone'
> & { person: SamlPerson };

export async function updateAnswered(
  tx: SystemTx,
  requestHash: Digest,
  answer: { ticketHash: Digest; person: SamlPerson },
): Promise<void> {
  await tx.samlRequest.updateMany({ where: { idHash: requestHash }, data: answer });
}

/** An answer that nobody had asked for, as if it had been. */
export async function insertUnsolicited(
  tx: SystemTx,
  answer: Pick<SavedRequest, 'connectionId' | 'organizationId' | 'version' | 'returnTo'> & {
    idHash: Digest;
    ticketHash: Digest;
    person: SamlPerson;
    now: Date;
    expiresAt: Date;
  },
): Promise<void> {
  const { now, ...row } = answer;
  await tx.samlRequest.createMany({
    data: [
      {
        ...row,
        ...{ purpose: 'idp-initiated', browserHash: null, userId: null, sessionId: null },
        ...{ act: null, forceAuthn: false, createdAt: now, consumedAt: now },
      },
    ],
  });
}

type Bringing = {
  connectionId: string;
  ticketHash: Digest;
  /** SHA-256 of the browser's cookie. */
  browserHash: Digest;
  /** Whether it is the ticket of an answer that nobody had asked for, to which its person said yes. */
  isUnsolicited: boolean;
  /** Answers before that are too old. */
  answeredAfter: Date;
};

/**
 * Uses up a ticket; null where it is none (any more), or another browser's. Of many that bring it at once one gets the
 * answer, and with it the last copy of what the identity provider said.
 */
export async function takeTicket(tx: SystemTx, bringing: Bringing): Promise<Answer | null> {
  const { connectionId, ticketHash, browserHash, isUnsolicited, answeredAfter } = bringing;
  const rows = await tx.$queryRaw<Answer[]>`
    WITH answered AS (
      SELECT id_hash, person FROM saml_requests
       WHERE ticket_hash = ${ticketHash} AND connection_id = ${connectionId}::uuid AND consumed_at > ${answeredAfter}::timestamptz
         AND CASE WHEN purpose = 'idp-initiated' THEN ${isUnsolicited} ELSE browser_hash = ${browserHash} AND NOT ${isUnsolicited} END FOR UPDATE)
    UPDATE saml_requests r SET ticket_hash = NULL, person = NULL FROM answered a WHERE r.id_hash = a.id_hash
    RETURNING r.connection_id AS "connectionId", r.organization_id AS "organizationId", r.purpose, r.user_id AS "userId",
              r.session_id AS "sessionId", r.act, r.return_to AS "returnTo", r.time_zone AS "timeZone", a.person`;
  return rows[0] ?? null;
}

/** Whom the ticket of an unasked answer names, and where it leads. Looking uses nothing up. */
export async function selectUnsolicited(
  tx: SystemTx,
  { ticketHash, answeredAfter }: Pick<Bringing, 'ticketHash' | 'answeredAfter'>,
): Promise<{ connectionId: string; organizationName: string; person: SamlPerson } | null> {
  const rows = await tx.$queryRaw<
    { connectionId: string; organizationName: string; person: SamlPerson }[]
  >`
    SELECT r.connection_id AS "connectionId", o.name AS "organizationName", r.person
      FROM saml_requests r JOIN organizations o ON o.id = r.organization_id
     WHERE r.ticket_hash = ${ticketHash} AND r.purpose = 'idp-initiated' AND r.consumed_at > ${answeredAfter}::timestamptz`;
  return rows[0] ?? null;
}
