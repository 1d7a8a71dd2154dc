import { finishHandshake, type HandshakeEnd } from '@/lib/identities/finish-handshake';
import type { ProvedIdentity, Provider } from '@/lib/identities/model';
import { startLink } from '@/lib/identities/start-link';
import { startSignIn } from '@/lib/identities/start-sign-in';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { testRequest } from './deps';
import { freshEmail, personGrant, type TestHouse, type TestPerson } from './people';

let subjects = 0;

/** Somebody whom a provider vouches for, and whom nobody here knows. */
export function provedIdentity(overrides: Partial<ProvedIdentity> = {}): ProvedIdentity {
  subjects += 1;
  return {
    provider: 'google',
    subject: String(1_000_000 + subjects),
    email: freshEmail(),
    name: 'Pat Provider',
    authenticatedAt: null,
    ...overrides,
  };
}

type Browser = { sessionToken: string | null; deviceToken: string | null };
const freshBrowser: Browser = { sessionToken: null, deviceToken: null };

/** Comes back from a provider with what it said, in a browser that may be signed in. */
export async function comeBack(
  { deps }: TestHouse,
  handshakeToken: string | null,
  identity: ProvedIdentity | null,
  { browser = freshBrowser, provider }: { browser?: Browser; provider?: Provider } = {},
): Promise<HandshakeEnd> {
  const session =
    browser.sessionToken === null ? null : await findSession(deps, browser.sessionToken);
  return finishHandshake(deps, testRequest(), {
    provider: provider ?? identity?.provider ?? 'google',
    prove: () => Promise.resolve(identity),
    browser: { ...browser, handshakeToken, session },
  });
}

export async function beginSignIn(house: TestHouse, provider: Provider = 'google', next = '/') {
  const input = { provider, next, timeZone: 'Europe/Berlin' };
  return (await startSignIn(house.deps, testRequest(), input)).handshakeToken;
}

/** The whole way to a provider and back. */
export async function signInWith(
  house: TestHouse,
  identity: ProvedIdentity,
  browser?: Browser,
): Promise<HandshakeEnd> {
  const token = await beginSignIn(house, identity.provider);
  return comeBack(house, token, identity, browser && { browser });
}

export async function beginLink(
  house: TestHouse,
  { sessionToken }: { sessionToken: string },
  provider: Provider = 'google',
) {
  const grant = await personGrant(house, sessionToken);
  return (await startLink(house.deps, grant, { provider })).handshakeToken;
}

/** Links an identity to a person who is freshly signed in. */
export async function link(
  house: TestHouse,
  { sessionToken, deviceToken }: Pick<TestPerson, 'sessionToken' | 'deviceToken'>,
  identity: ProvedIdentity,
): Promise<HandshakeEnd> {
  const token = await beginLink(house, { sessionToken }, identity.provider);
  return comeBack(house, token, identity, { browser: { sessionToken, deviceToken } });
}

export type IdentityPerson = {
  userId: string;
  email: string;
  sessionToken: string;
  deviceToken: string;
};

/** A person who came with an identity alone, signed in and without a password. */
export async function createIdentityPerson(
  house: TestHouse,
  identity: ProvedIdentity = provedIdentity(),
): Promise<IdentityPerson> {
  const end = await signInWith(house, identity);
  if (end.status !== 'entered') throw new Error(`this way ended: ${JSON.stringify(end)}`);
  const tokens = requireSignedIn(end.result);
  const session = await findSession(house.deps, tokens.sessionToken);
  return { userId: session!.user.id, email: session!.user.email, ...tokens };
}

/** What came of several at once, by how each ended. */
export function countEnds(ends: HandshakeEnd[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const end of ends) {
    const name = end.status === 'refused' ? end.reason : end.status;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
