import { isSsoAddress } from '@/lib/accounts/sso-domain-repository';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Actor } from '@/lib/authz/authorize';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { LiveSession } from '@/lib/sessions/find-session';
import { isSessionOpen } from '@/lib/sessions/repository';
import { mailIdentityChanged } from './identity-notice';
import { issuerOf } from './issuers';
import { providerNames, type ProvedIdentity, type RefusalReason } from './model';
import {
  insertIdentity,
  selectIdentities,
  selectIdentityOwner,
  type Handshake,
} from './repository';

/**
 * Links an identity to the person who asked for it (start-link.ts), in the very session in which they did, after a fresh
 * proof. Its address may be another than the account's: it is never used.
 * @returns why not, or null. Whose an identity is that is linked elsewhere is not said.
 */
export async function linkIdentity(
  deps: Deps,
  request: RequestContext,
  identity: ProvedIdentity,
  handshake: Handshake,
  session: LiveSession | null,
): Promise<RefusalReason | null> {
  const { provider, subject, email } = identity;
  const issuer = issuerOf(deps.oauth, provider);
  if (session === null || session.sessionId !== handshake.sessionId || issuer === null) {
    return 'failed';
  }
  const { id: userId } = session.user;
  return asSystem(deps.db, 'oauth', async (tx) => {
    const person = await lockUser(tx, userId);
    const now = deps.clock.now();
    // Under the lock once more: whoever was signed out while this waited must not make themselves a way back.
    const isOpen = await isSessionOpen(tx, { id: session.sessionId, userId }, now);
    if (person === null || !isOpen) return 'failed';
    const key = { provider, issuer, subject };
    const owner = await selectIdentityOwner(tx, key);
    if (owner === userId) return null;
    const isSso = await isSsoAddress(tx, person.email);
    const reason = isSso ? 'sso-required' : await decideAgainst(tx, userId, owner, identity);
    const row = {
      id: deps.ids.next(),
      userId,
      email: email ?? '',
      createdAt: now,
      lastUsedAt: now,
    };
    // Of two people who link one identity at the same moment the database lets one.
    const refused =
      reason ?? ((await insertIdentity(tx, { ...row, ...key })) ? null : 'linked-elsewhere');
    const label = `${person.name} <${person.email}>`;
    const actor: Actor = { kind: 'user', id: userId, label, sessionMethod: session.method };
    const by = { actor, request };
    const name = providerNames[provider];
    if (refused !== null) {
      await recordAuditEvent(deps, tx, {
        ...by,
        organizationId: null,
        action: 'user.identity-link-refused',
        target: { kind: 'user', id: userId, label },
        after: { provider: name, reason: refused },
      });
    } else {
      await recordAccountChange(deps, tx, {
        ...by,
        action: 'user.identity-linked',
        userId,
        label,
        after: { provider: name, email },
        // Which account it is at the provider is the person's own business.
        shared: { after: { provider: name } },
      });
      await mailIdentityChanged(
        deps,
        tx,
        { ...person, id: userId },
        { change: 'linked', provider, request },
      );
    }
    return refused;
  });
}

async function decideAgainst(
  tx: SystemTx,
  userId: string,
  owner: string | null,
  identity: ProvedIdentity,
): Promise<RefusalReason | null> {
  if (owner !== null) return 'linked-elsewhere';
  if (identity.email === null) return 'email-unverified';
  const linked = await selectIdentities(tx, userId);
  return linked.some(({ provider }) => provider === identity.provider) ? 'provider-taken' : null;
}
