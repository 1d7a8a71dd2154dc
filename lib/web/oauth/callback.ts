import { notFound, redirect } from 'next/navigation';
import { decideGithubIdentity, decideGoogleIdentity } from '@/lib/identities/claims';
import { finishHandshake, type HandshakeEnd } from '@/lib/identities/finish-handshake';
import { issuerOf } from '@/lib/identities/issuers';
import { isProvider, type ProvedIdentity, type Provider } from '@/lib/identities/model';
import type { Deps } from '@/lib/platform/deps';
import { handshakeParts } from '../cookie-names';
import { clearCookie, fullCookieName, readCookie, setCookie } from '../cookies';
import { webDeps } from '../deps';
import { enter } from '../enter';
import { requestContext } from '../request-context';
import { currentSession } from '../session';
import { claimsOfCallback } from './next-auth';

type RouteContext = { params: Promise<{ nextauth: string[] }> };

/** All that a provider may tell us by the browser (RFC 6749 §4.1.2, RFC 9207). */
const parameters = ['code', 'state', 'iss', 'error'] as const;

/**
 * Where providers send browsers back: `/api/auth/callback/<provider>`. Of what next-auth could serve under that folder
 * nothing else is there. However it ends, the browser is led to a page of ours, and nothing that a provider or an address
 * said is shown on it.
 */
export async function oauthCallback(request: Request, { params }: RouteContext): Promise<Response> {
  const [action, provider, ...rest] = (await params).nextauth;
  const deps = webDeps();
  const isOurs = action === 'callback' && rest.length === 0 && isProvider(provider);
  if (!isOurs || issuerOf(deps.oauth, provider) === null || request.method !== 'GET') notFound();
  const end = await finish(deps, provider, new URL(request.url).searchParams);
  if (end.status === 'refused') {
    const { requestId } = await requestContext();
    deps.log.info({ requestId, provider, reason: end.reason }, 'a provider’s word opened nothing');
  }
  for (const part of handshakeParts) await clearCookie(`${provider}-${part}`);
  if (end.status === 'entered') return enter(deps, end.result, end.returnTo);
  if (end.status === 'proved') await setCookie('session', end.sessionToken);
  redirect(addressOf(end, provider));
}

async function finish(
  deps: Deps,
  provider: Provider,
  query: URLSearchParams,
): Promise<HandshakeEnd> {
  const request = await requestContext();
  try {
    return await finishHandshake(deps, request, {
      provider,
      prove: () => provedIdentity(deps, provider, query),
      browser: {
        sessionToken: await readCookie('session'),
        deviceToken: await readCookie('device'),
        handshakeToken: await readCookie(`${provider}-handshake`),
        session: await currentSession(),
      },
    });
  } catch (error) {
    deps.log.error(
      { requestId: request.requestId, err: error },
      'a way back from a provider failed',
    );
    return { status: 'refused', reason: 'failed', purpose: 'sign-in', returnTo: '/' };
  }
}

async function provedIdentity(
  deps: Deps,
  provider: Provider,
  query: URLSearchParams,
): Promise<ProvedIdentity | null> {
  const cookies: Record<string, string> = {};
  for (const part of handshakeParts) {
    const value = await readCookie(`${provider}-${part}`);
    if (value !== null) cookies[fullCookieName(`${provider}-${part}`)] = value;
  }
  const known = parameters.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const asked = { provider, query: Object.fromEntries(known), cookies };
  const claims = await claimsOfCallback(deps, asked);
  if (claims === null) return null;
  if (provider === 'google') {
    return deps.oauth.google && decideGoogleIdentity(claims, deps.oauth.google);
  }
  const { user, emails } = claims as { user?: unknown; emails?: unknown };
  return decideGithubIdentity(user, emails);
}

/** The page that says how it ended. Its words are in components/identities/identity-notice.tsx. */
function addressOf(end: Exclude<HandshakeEnd, { status: 'entered' }>, provider: Provider): string {
  const isSignIn = end.status === 'refused' && end.purpose === 'sign-in';
  // The origin serves to take the path apart and no other purpose: `returnTo` is a path of ours.
  const address = new URL(isSignIn ? '/sign-in' : end.returnTo, 'http://gatehouse');
  address.searchParams.set('notice', `oauth-${end.status === 'refused' ? end.reason : end.status}`);
  address.searchParams.set('with', provider);
  if (isSignIn && end.returnTo !== '/') address.searchParams.set('next', end.returnTo);
  return `${address.pathname}${address.search}`;
}
