import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActionState } from '@/lib/kernel/action-state';
import { AppError, statusOf } from '@/lib/kernel/errors';
import type { Deps } from '@/lib/platform/deps';
import { readBody } from '@/lib/platform/http-body';
import { signInFormSchema } from '@/lib/sign-in/schema';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { failedState } from '@/lib/web/action-errors';
import { parse } from '@/lib/web/action-input';
import { cookieIn, setCookieHeader } from '@/lib/web/cookie-names';
import { clientIpHeader, requestIdHeader } from '@/lib/web/internal-headers';
import { requireSameOrigin } from '@/lib/web/same-origin';
import { apiSecurityHeaders } from '@/lib/web/security-headers';
import { signInEnd, type SignInEnd } from '@/lib/web/sign-in-end';

export const passwordSignInPath = '/sign-in/password';

/** More than the form of /sign-in holds. */
const maxBodyBytes = 16_384;

type Answer = Exclude<ActionState<{ location: string }>, { status: 'idle' }>;
type Outcome = Partial<SignInEnd> & { state: Answer };

/**
 * Takes the form of /sign-in, as `application/x-www-form-urlencoded`: from a script, which gets the state of the form as
 * JSON, or from a browser without scripts, which is sent on, or back to the page with the reason in the address. Before
 * Next and not in a Server Action: a flood of sign-ins would pay for Next's way to one, which costs a third of an argon2
 * (docs/adr/008-sign-in-before-next.md).
 */
export function createPasswordSignIn(deps: Deps) {
  const securityHeaders = apiSecurityHeaders({ https: deps.config.appUrl.startsWith('https:') });

  async function signIn(headers: Headers, body: string): Promise<SignInEnd> {
    requireSameOrigin(headers, deps.config.appUrl);
    requirePlainFields(headers);
    const { next, ...input } = parse(signInFormSchema, new URLSearchParams(body));
    const brought = headers.get('cookie');
    const result = await signInWithPassword(deps, contextOf(headers), input, {
      sessionToken: cookieIn(brought, deps.config, 'session'),
      deviceToken: cookieIn(brought, deps.config, 'device'),
    });
    return signInEnd(deps, result, next);
  }

  async function settle(headers: Headers, work: () => Promise<SignInEnd>): Promise<Outcome> {
    try {
      const end = await work();
      return { ...end, state: { status: 'ok', data: { location: end.location } } };
    } catch (error) {
      return { state: failedState(error, contextOf(headers).requestId, deps.log) };
    }
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    const headers = headersOf(request);
    readBody(request, maxBodyBytes, (read) => {
      const body = read.ok ? read.body.toString('utf8') : null;
      void settle(headers, async () => {
        if (body === null) throw new AppError('payload-too-large', 'This form is too long.');
        return signIn(headers, body);
      }).then(({ state, cookies = [] }) => {
        for (const [name, value] of Object.entries(securityHeaders))
          response.setHeader(name, value);
        const changes = cookies.map((change) => setCookieHeader(deps.config, change));
        if (changes.length > 0) response.setHeader('Set-Cookie', changes);
        if (headers.get('accept') === 'application/json') answerScript(response, state);
        else answerBrowser(response, state, body);
      });
    });
  };
}

type Headers = { get: (name: string) => string | null };

function headersOf({ headers }: IncomingMessage): Headers {
  return {
    get: (name) => {
      const value = headers[name];
      return typeof value === 'string' ? value : null;
    },
  };
}

function contextOf(headers: Headers) {
  return {
    ip: headers.get(clientIpHeader),
    userAgent: headers.get('user-agent'),
    requestId: headers.get(requestIdHeader) ?? 'unknown',
  };
}

function requirePlainFields(headers: Headers): void {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError('unsupported-media-type', 'This form is sent as plain fields.');
  }
}

function answerScript(response: ServerResponse, state: Answer): void {
  if (state.status === 'error' && state.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(state.retryAfterSeconds));
  }
  const body = JSON.stringify(state);
  response.writeHead(state.status === 'ok' ? 200 : statusOf(state.code), {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

function answerBrowser(response: ServerResponse, state: Answer, body: string | null): void {
  const location = state.status === 'ok' ? state.data.location : backAddress(state, body);
  response.writeHead(303, { Location: location, 'Content-Length': 0 });
  response.end();
}

/** The page again, with the reason (app/(auth)/sign-in/refusal.ts) and where to go afterwards; nothing else that was typed. */
function backAddress(
  { code, retryAfterSeconds }: Extract<Answer, { status: 'error' }>,
  body: string | null,
): string {
  const back = new URLSearchParams({ refused: code });
  if (retryAfterSeconds !== undefined) back.set('wait', String(retryAfterSeconds));
  const next = new URLSearchParams(body ?? '').get('next');
  if (next !== null) back.set('next', next);
  return `/sign-in?${back.toString()}`;
}
