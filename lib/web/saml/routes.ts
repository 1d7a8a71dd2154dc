import { AppError, statusOf } from '@/lib/kernel/errors';
import { askIdentityProvider } from '@/lib/sso/ask-identity-provider';
import { findServiceProviderMetadata } from '@/lib/sso/find-service-provider-metadata';
import { connectionIdSchema } from '@/lib/sso/schema';
import { takeResponse, type ResponseEnd } from '@/lib/sso/take-response';
import { finishSsoWith, type SsoEnd } from '@/lib/sso-sign-in/finish-sso';
import { currentSession } from '../session';
import { signInEnd } from '../sign-in-end';
import { readCookie } from '../cookies';
import { setCookieHeader, type CookieChange } from '../cookie-names';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { formPage } from './form-page';
import { ssoAddress } from './addresses';
import { webDeps } from '../deps';
import { readBytes } from '../read-bytes';
import { requestContext } from '../request-context';
import { baseSecurityHeaders } from '../security-headers';

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
    const end = await takeResponse(webDeps(), await requestContext(), {
      connectionId,
      samlResponse: form.get('SAMLResponse') ?? '',
      relayState: form.get('RelayState') ?? '',
    });
    return leadTo(nextOf(end, connectionId), headers);
  });
}

/** The next request of the same browser, to our own address: that one brings its cookies. */
function nextOf(end: ResponseEnd, connectionId: string): string {
  if (end.status === 'tested') return end.returnTo;
  if (end.status === 'refused') return '/sign-in?notice=sso-failed';
  const page =
    end.purpose === 'idp-initiated'
      ? '/sign-in/sso/confirm'
      : `/api/sso/saml/${connectionId}/finish`;
  return `${page}?ticket=${end.ticket}`;
}

const finishSso = finishSsoWith(keysOfMember);

/**
 * Where the browser takes up a good answer: `/api/sso/saml/<connection>/finish`. The ticket opens nothing in another
 * browser than the one that was sent, and nothing twice.
 */
export async function samlFinish(request: Request, context: Context): Promise<Response> {
  return answer(async (headers) => {
    const { connectionId } = await connectionOf(context);
    const deps = webDeps();
    const end = await finishSso(deps, await requestContext(), {
      connectionId,
      ticket: new URL(request.url).searchParams.get('ticket') ?? '',
      browser: {
        sessionToken: await readCookie('session'),
        deviceToken: await readCookie('device'),
        handshakeToken: await readCookie('saml-handshake'),
        session: await currentSession(),
      },
    });
    const { location, cookies } = browserEnd(end);
    return leadTo(location, headers, [{ name: 'saml-handshake', value: null }, ...cookies]);
  });
}

function browserEnd(end: SsoEnd): { location: string; cookies: CookieChange[] } {
  if (end.status === 'entered') return signInEnd(webDeps(), end.result, end.returnTo);
  const cookies: CookieChange[] =
    end.status === 'proved' ? [{ name: 'session', value: end.sessionToken }] : [];
  return { location: ssoAddress(end), cookies };
}

function leadTo(
  location: string,
  headers: Record<string, string>,
  cookies: readonly CookieChange[] = [],
): Response {
  const response = new Response(null, { status: 303, headers: { ...headers, Location: location } });
  for (const change of cookies) {
    response.headers.append('Set-Cookie', setCookieHeader(webDeps().config, change));
  }
  return response;
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
