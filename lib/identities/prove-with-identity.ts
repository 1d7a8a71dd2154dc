import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { lockUser } from '@/lib/mfa/repository';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { LiveSession } from '@/lib/sessions/find-session';
import { recordFreshProof } from '@/lib/sessions/record-fresh-proof';
import { isSessionOpen } from '@/lib/sessions/repository';
import { issuerOf } from './issuers';
import type { ProvedIdentity, Provider } from './model';
import { selectIdentityOwner, touchIdentity, type Handshake } from './repository';
import { selectProofProviders } from './start-proof';

const googleIssuer = 'https://accounts.google.com';
/** How far the provider's clock may be behind ours. */
const skewSeconds = 60;

/**
 * Step-up by a provider's word: it must be about the very person, in the session that asked, and of now, where the
 * provider says when they last proved themselves there. It opens the one act that it was begun for.
 * @returns the token for the session cookie; null where it proves nothing.
 */
export async function proveWithIdentity(
  deps: Deps,
  request: RequestContext,
  identity: ProvedIdentity,
  handshake: Handshake,
  session: LiveSession | null,
): Promise<string | null> {
  const { provider, subject, authenticatedAt } = identity;
  const { act } = handshake;
  const issuer = issuerOf(deps.oauth, provider);
  if (session === null || session.sessionId !== handshake.sessionId) return null;
  if (issuer === null || act === null) return null;
  const isOld =
    authenticatedAt === null
      ? mustSayWhen(provider, issuer)
      : authenticatedAt < addSeconds(handshake.createdAt, -skewSeconds);
  const { id: userId, name, email } = session.user;
  const key = { provider, issuer, subject };
  return asSystem(deps.db, 'oauth', async (tx) => {
    await lockUser(tx, userId);
    const isTheirs = (await selectIdentityOwner(tx, key)) === userId;
    // Asked again, since an authenticator app may have been set up while they were away.
    const isOffered = (await selectProofProviders(deps, tx, userId)).includes(provider);
    const open = { id: session.sessionId, userId };
    // Under the lock: whoever was signed out while this waited has proved nothing, and the log must not say so.
    const isOpen = await isSessionOpen(tx, open, deps.clock.now());
    const isRight = isOpen && isTheirs && isOffered && !isOld;
    const label = `${name} <${email}>`;
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: { kind: 'user', id: userId, label, sessionMethod: session.method },
      request,
      action: isRight ? 'user.proved-again' : 'user.proof-refused',
      target: { kind: 'user', id: userId, label },
      after: { act, method: provider },
    });
    if (!isRight) return null;
    await touchIdentity(tx, key, userId, deps.clock.now());
    return recordFreshProof(deps, tx, open, { act, method: provider });
  });
}

/**
 * Asked for `max_age`, a provider must say when somebody proved themselves (OpenID Connect Core §2, `auth_time`): one
 * that does not was asked something else, by whoever took that out of the address. Google's own says it to nobody, and
 * GitHub cannot be asked.
 */
function mustSayWhen(provider: Provider, issuer: string): boolean {
  return provider === 'google' && issuer !== googleIssuer;
}
