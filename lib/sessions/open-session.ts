import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { SystemSql, SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import type { RequestContext } from '@/lib/platform/request-context';
import { absoluteLifetimeSeconds, idleLifetimeSeconds, maxLiveSessions } from './model';
import { insertSession, replaceToken } from './repository';

type SessionOpening = {
  userId: string;
  method: string;
  /** The connection to whose organization the session is bound; null where it is bound to none. */
  samlConnectionId?: string | null;
  request: RequestContext;
  /** The token that the browser came with. It ends here, so that a planted cookie never becomes a signed-in one. */
  previousToken: string | null;
};

const maxUserAgentLength = 512;

/**
 * Opens a session with a token of its own, of which only the SHA-256 is kept. The caller holds the lock on the
 * person's row, so that sign-ins at the same moment are counted one after the other.
 */
export async function openSession(
  deps: Pick<Deps, 'clock' | 'ids' | 'random'>,
  sql: SystemSql,
  { userId, method, samlConnectionId = null, request, previousToken }: SessionOpening,
): Promise<{ sessionId: string; token: string }> {
  const now = deps.clock.now();
  const token = randomToken(deps.random);
  const sessionId = deps.ids.next();
  await insertSession(
    sql,
    {
      id: sessionId,
      userId,
      tokenHash: sha256(token),
      ...{ method, samlConnectionId },
      now,
      expiresAt: addSeconds(now, absoluteLifetimeSeconds),
      ip: request.ip,
      userAgent: request.userAgent?.slice(0, maxUserAgentLength) ?? null,
    },
    {
      previousHash: previousToken === null ? null : sha256(previousToken),
      keep: maxLiveSessions - 1,
      seenAfter: addSeconds(now, -idleLifetimeSeconds),
    },
  );
  return { sessionId, token };
}

/** Gives a session a fresh token after a fresh proof of identity; null where it has ended meanwhile. */
export async function rotateSession(
  deps: Pick<Deps, 'clock' | 'random'>,
  tx: SystemTx,
  session: { id: string; userId: string },
): Promise<string | null> {
  const token = randomToken(deps.random);
  const rotated = await replaceToken(
    tx,
    { ...session, tokenHash: sha256(token) },
    deps.clock.now(),
  );
  return rotated ? token : null;
}
