import { randomBytes } from 'node:crypto';
import { AppError, statusOf } from '@/lib/kernel/errors';
import { askIdentityProvider } from '@/lib/sso/ask-identity-provider';
import { findServiceProviderMetadata } from '@/lib/sso/find-service-provider-metadata';
import type { AuthnRequest } from '@/lib/sso/saml/authn-request';
import { connectionIdSchema } from '@/lib/sso/schema';
import { takeTestResponse } from '@/lib/sso/take-response';
import { webDeps } from './deps';
import { readBytes } from './read-bytes';
import { requestContext } from './request-context';
import { baseSecurityHeaders } from './security-headers';

type Context = { params: Promise<{ connectionId: string }> };

/** A response of 350 KB in Base64, as a form writes it, and its RelayState. */
const maxFormBytes = 1024 * 1024;

/** What an identity provider has to know of a connection: `/api/sso/saml/<connection>/metadata`. */
export async function samlMetadata(_request: Request, context: Context): Promise<Response> {
  return answer(async (headers) => {
    const { connectionId } = await connectionOf(context);
    return new Response(await findServiceProviderMetadata(webDeps(), connectionId), {
      headers: {
        ...headers,
        'Content-Type': 'application/samlmetadata+xml; charset=utf-8',
        'Content-Disposition': 'attachment; filename="gatehouse-metadata.xml"',
      },
    });
  }, asStatus);
}

/** Sends the browser of a way that was begun on to the identity provider: `/api/sso/saml/<connection>/login`. */
export async function samlLogin(request: Request, context: Context): Promise<Response> {
  return answer(async (headers) => {
    const { connectionId } = await connectionOf(context);
    const requestId = new URL(request.url).searchParams.get('request') ?? '';
    const asked = await askIdentityProvider(webDeps(), { connectionId, requestId });
    if (asked.binding === 'redirect') {
      return new Response(null, { status: 303, headers: { ...headers, Location: asked.url } });
    }
    return formPage(asked, headers);
  });
}

/**
 * Where the browser comes back with the response (SAML bindings 2.0, section 3.5): a POST of another site, without a
 * cookie of ours. All that counts is in the form.
 */
export async function samlAcs(request: Request, context: Context): Promise<Response> {
  return answer(async (headers) => {
    const { connectionId } = await connectionOf(context);
    const form = await readForm(request);
    const { returnTo } = await takeTestResponse(webDeps(), await requestContext(), {
      connectionId,
      samlResponse: form.get('SAMLResponse') ?? '',
      relayState: form.get('RelayState') ?? '',
    });
    return new Response(null, { status: 303, headers: { ...headers, Location: returnTo } });
  });
}

async function connectionOf({ params }: Context): Promise<{ connectionId: string }> {
  const { data } = connectionIdSchema.safeParse(await params);
  if (data === undefined) throw new AppError('not-found', 'There is no such connection.');
  return data;
}

async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new AppError('unsupported-media-type', 'A response is sent as a form.');
  }
  const tooLarge = () => new AppError('payload-too-large', 'This response is too large.');
  const bytes = await readBytes(request, maxFormBytes, tooLarge);
  return new URLSearchParams(new TextDecoder().decode(bytes));
}

/** A page of one form that sends itself, to that one place. */
function formPage(
  { action, fields }: Extract<AuthnRequest, { binding: 'post' }>,
  headers: Record<string, string>,
): Response {
  const nonce = randomBytes(16).toString('base64');
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('');
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Going to your identity provider</title>
<body><form method="post" action="${escapeHtml(action)}">${inputs}<noscript><button>Go on</button></noscript></form>
<script nonce="${nonce}">document.forms[0].submit()</script></body></html>`;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Some identity providers send a form on to another host of theirs, which browsers hold to this too.
    `form-action https: ${new URL(action).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return new Response(html, {
    headers: {
      ...headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
    },
  });
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** However it ends, nothing that an identity provider or an address said is shown. */
async function answer(
  work: (headers: Record<string, string>) => Promise<Response>,
  onRefusal = toSignIn,
): Promise<Response> {
  const { config, log } = webDeps();
  const headers = {
    ...baseSecurityHeaders({ https: config.appUrl.startsWith('https:') }),
    'Cache-Control': 'no-store',
  };
  try {
    return await work(headers);
  } catch (error) {
    const { requestId } = await requestContext();
    const code = error instanceof AppError ? error.code : 'internal';
    if (code === 'internal') log.error({ requestId, err: error }, 'single sign-on failed');
    else log.info({ requestId, code }, 'single sign-on was refused');
    return onRefusal(statusOf(code), headers);
  }
}

/** For people: to a page of ours that says it. */
const toSignIn = (status: number, headers: Record<string, string>) => {
  const notice = status === 404 ? 'sso-over' : 'sso-failed';
  return new Response(null, {
    status: 303,
    headers: { ...headers, Location: `/sign-in?notice=${notice}` },
  });
};

/** For programs. */
const asStatus = (status: number, headers: Record<string, string>) =>
  new Response(null, { status, headers });
