import { lockAddress, selectAddressState } from '@/lib/accounts/address-repository';
import { isSsoAddress } from '@/lib/accounts/sso-domain-repository';
import { endAttempts, insertUser } from '@/lib/accounts/sign-up-repository';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { completeSignIn } from '@/lib/sign-in/complete-sign-in';
import type { SignInRefusal, SignInResult } from '@/lib/sign-in/model';
import { recordSignIn } from '@/lib/sign-in/record-sign-in';
import { issuerOf } from './issuers';
import {
  providerNames,
  type ProvedIdentity,
  type RefusalReason,
  type ReturningBrowser,
} from './model';
import {
  insertIdentity,
  selectIdentityOwner,
  touchIdentity,
  type Handshake,
  type IdentityKey,
} from './repository';

/** Both a reason to be shown and one to be written down. */
type Refusal = RefusalReason & SignInRefusal;

type SignIn = {
  request: RequestContext;
  identity: ProvedIdentity;
  key: IdentityKey;
  browser: ReturningBrowser;
  timeZone: string;
};

/**
 * Signs in whoever a provider vouches for: the person of that identity, or a new one. An identity that is nobody's
 * never gets into an account that is there already, whatever its address: that takes the account's own proof and a
 * wish (link-identity.ts). Else a provider that is careless with addresses would open every account here.
 * Where the domain of the account's address, or of the one that is to become an account's, signs in by single sign-on,
 * that is the answer.
 * @returns what the gate says, or why nothing was opened.
 */
export async function signInWithIdentity(
  deps: Deps,
  request: RequestContext,
  identity: ProvedIdentity,
  { timeZone }: Pick<Handshake, 'timeZone'>,
  browser: ReturningBrowser,
): Promise<SignInResult | Refusal> {
  const { provider, subject } = identity;
  const issuer = issuerOf(deps.oauth, provider);
  if (issuer === null) return 'failed';
  const signIn = { request, identity, key: { provider, issuer, subject }, browser, timeZone };
  return asSystem(deps.db, 'oauth', async (tx) => {
    const result = await enter(deps, tx, signIn);
    if (typeof result === 'string') await recordRefusal(deps, tx, signIn, result);
    return result;
  });
}

async function enter(deps: Deps, tx: SystemTx, signIn: SignIn): Promise<SignInResult | Refusal> {
  const { identity, key, browser } = signIn;
  const owner = await selectIdentityOwner(tx, key);
  // Neither a silent switch to another person nor a silent link to this one.
  if (browser.session !== null && browser.session.user.id !== owner) return 'other-account';
  if (owner !== null) return enterAs(deps, tx, signIn, owner);
  if (identity.email === null) return 'email-unverified';
  if (await isSsoAddress(tx, identity.email)) return 'sso-required';
  // Whoever else makes an account of this address waits, or is waited for: by mail, or in another tab by this way.
  await lockAddress(tx, identity.email);
  const madeMeanwhile = await selectIdentityOwner(tx, key);
  if (madeMeanwhile !== null) return enterAs(deps, tx, signIn, madeMeanwhile);
  // Also one that an account has left lately, and may take back.
  const state = await selectAddressState(tx, identity.email, deps.clock.now());
  if (state !== 'free') return 'account-exists';
  return enterAnew(deps, tx, signIn, identity.email);
}

async function enterAs(
  deps: Deps,
  tx: SystemTx,
  { request, identity, key, browser }: SignIn,
  userId: string,
): Promise<SignInResult | Refusal> {
  const person = await lockUser(tx, userId);
  // Under the lock once more: it may have been unlinked meanwhile.
  if (person === null || !(await touchIdentity(tx, key, userId, deps.clock.now()))) return 'failed';
  if (await isSsoAddress(tx, person.email)) return 'sso-required';
  const proved = { id: userId, name: person.name, email: person.email };
  return completeSignIn(deps, tx, {
    person: proved,
    method: identity.provider,
    request,
    cookies: browser,
  });
}

/** An account without a password, for an address that the provider has verified. */
async function enterAnew(
  deps: Deps,
  tx: SystemTx,
  { request, identity, key, browser, timeZone }: SignIn,
  email: string,
): Promise<SignInResult | Refusal> {
  const now = deps.clock.now();
  const { name, provider } = identity;
  const person = { id: deps.ids.next(), name, email };
  if (!(await insertUser(tx, { ...person, timeZone, passwordHash: null, now }))) {
    return 'account-exists';
  }
  // Sign-ups that wait for this address end: none of them becomes a password of this account, whoever chose it.
  await endAttempts(tx, email, now);
  await insertIdentity(tx, {
    ...{ id: deps.ids.next(), userId: person.id, email, ...key },
    ...{ createdAt: now, lastUsedAt: now },
  });
  const label = `${name} <${email}>`;
  await recordAuditEvent(deps, tx, {
    organizationId: null,
    actor: { kind: 'user', id: person.id, label, sessionMethod: null },
    request,
    action: 'user.signed-up',
    target: { kind: 'user', id: person.id, label },
    after: { name, email, timeZone, with: providerNames[provider] },
  });
  return completeSignIn(deps, tx, { person, method: provider, request, cookies: browser });
}

async function recordRefusal(
  deps: Deps,
  tx: SystemTx,
  { request, identity }: SignIn,
  reason: SignInRefusal,
): Promise<void> {
  const label = identity.email ?? `${providerNames[identity.provider]} ${identity.subject}`;
  // Nobody's sign-in: that the address is an account's does not make it that person's.
  await recordSignIn(deps, tx, null, {
    outcome: 'sign-in-refused',
    actor: { kind: 'user', id: null, label, sessionMethod: identity.provider },
    request,
    label,
    reason,
  });
}
