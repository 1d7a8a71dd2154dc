import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import NextAuth, { type AuthOptions } from 'next-auth';
import type { NextApiRequest, NextApiResponse } from 'next';
import type { Provider } from '@/lib/identities/model';
import { tellNextAuth } from '@/lib/platform/env';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import type { CookieName } from '../cookie-names';
import { fullCookieName } from '../cookies';
import { nextAuthProvider } from './providers';

type Asked = {
  provider: Provider;
  query: Record<string, string>;
  /** What the browser brought, by full name. */
  cookies: Record<string, string>;
};

type Answer = { location: string | null; cookies: Map<string, string> };

/** Of next-auth's cookies the three of a handshake; it is never given another, and no other of its own goes out. */
function cookieOptions(provider: Provider): AuthOptions['cookies'] {
  const cookie = (name: CookieName) => ({ name: fullCookieName(name), options: {} });
  return {
    state: cookie(`${provider}-state`),
    pkceCodeVerifier: cookie(`${provider}-pkce`),
    nonce: cookie(`${provider}-nonce`),
  };
}

/** Where to send the browser, and what it is to keep until it comes back. */
export async function authorizationAddress(
  deps: Deps,
  provider: Provider,
  parameters: Record<string, string>,
): Promise<Answer> {
  // next-auth guards its start by a cookie and the same value in the form. Ours is guarded as every action is, by its
  // origin, so both halves are made here.
  const token = randomToken(deps.random);
  const digest = createHash('sha256').update(`${token}${deps.oauth.cookieSecret}`).digest('hex');
  const guard = { [guardCookie]: `${token}|${digest}` };
  const asked = { provider, query: parameters, cookies: guard };
  return ask(deps, 'signin', asked, { csrfToken: token, json: 'true' }, () => undefined);
}

/**
 * Finishes a handshake: state, PKCE, nonce, code, signature and all.
 * @returns the provider's own claims; null where anything was wrong.
 */
export async function claimsOfCallback(deps: Deps, asked: Asked): Promise<unknown> {
  let claims: unknown = null;
  await ask(deps, 'callback', asked, {}, (profile) => {
    claims = profile;
  });
  return claims;
}

const guardCookie = 'gatehouse-oauth-guard';

/**
 * next-auth behind its door for Pages, which takes and gives plain objects: so it sees of the request what it is given,
 * and of its answer an address and three cookies are used. Its `signIn` callback answers with an address, which is its
 * way to say that it opens no session and links nothing.
 */
async function ask(
  deps: Deps,
  action: 'signin' | 'callback',
  { provider, query, cookies }: Asked,
  body: Record<string, string>,
  onProved: (profile: unknown) => void,
): Promise<Answer> {
  const config = nextAuthProvider(deps.oauth, provider);
  if (config === null) throw new Error(`${provider} is not set up`);
  tellNextAuth(deps.config.appUrl);
  const request = {
    method: action === 'signin' ? 'POST' : 'GET',
    query: { ...query, nextauth: [action, provider] },
    headers: {},
    cookies,
    body,
  };
  const { response, answer } = plainResponse();
  const work: unknown = NextAuth(
    request as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    {
      secret: deps.oauth.cookieSecret,
      providers: [config],
      cookies: {
        ...cookieOptions(provider),
        csrfToken: { name: guardCookie, options: {} },
      },
      callbacks: {
        signIn({ profile }) {
          onProved(profile);
          return '/';
        },
      },
      logger: {
        error: (code, metadata) =>
          deps.log.warn(
            { provider, reason: code, problem: problemIn(metadata) },
            'a handshake failed',
          ),
        warn: () => undefined,
        debug: () => undefined,
      },
    },
  );
  if (await endsInTime(work)) return answer;
  deps.log.warn({ provider, reason: 'DEADLINE' }, 'a handshake failed');
  // One of its own: what comes of the first one later must change nothing.
  return { location: null, cookies: new Map() };
}

/**
 * However slowly a provider answers, nobody waits longer. The library itself stops waiting for an answer that does not
 * begin, after 3.5 seconds, and never for one that does not end.
 */
const deadlineMs = 10_000;

async function endsInTime(work: unknown): Promise<boolean> {
  const over = new AbortController();
  const deadline = setTimeout(deadlineMs, false, { signal: over.signal }).catch(() => false);
  try {
    return await Promise.race([Promise.resolve(work).then(() => true), deadline]);
  } finally {
    over.abort();
  }
}

/** Takes what next-auth says, and sends nothing. */
function plainResponse() {
  const answer: Answer = { location: null, cookies: new Map() };
  const headers = new Map<string, unknown>();
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name),
    setHeader(name: string, value: unknown) {
      headers.set(name, value);
      if (name === 'Location') answer.location = String(value);
      if (name !== 'Set-Cookie' || !Array.isArray(value)) return response;
      for (const line of value as string[]) {
        const [, cookie = '', text = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        answer.cookies.set(cookie, decodeURIComponent(text));
      }
      return response;
    },
    json(body: { url?: unknown }) {
      if (typeof body.url === 'string') answer.location = body.url;
    },
    send: () => undefined,
    end: () => undefined,
  };
  return { response, answer };
}

/** The beginning of an error's message: behind it the library quotes what it expected, the state and the nonce too. */
function problemIn(metadata: unknown): string {
  const { error = metadata } = (metadata ?? {}) as { error?: unknown };
  const message = error instanceof Error ? error.message : 'unknown';
  return (message.split(/[,([]/)[0] ?? '').replace(/[^\w .:'-]/g, '').slice(0, 80);
}
