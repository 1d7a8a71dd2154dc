import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { readText } from './read-text';
import {
  createPeople,
  answerWith,
  signInForm,
  type Client,
  type Forgery,
  type RunningProvider,
} from './oauth-people';

const keyId = 'key-of-the-tests';

/**
 * A certified OpenID provider (oidc-provider) on loopback, which takes whoever types a name. It wants PKCE with S256, as
 * ours must bring. `POST /control` changes what it says about a person, up to ID tokens that no provider would sign.
 */
export async function startOpenIdProvider(client: Client): Promise<RunningProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const people = createPeople();
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: Provider = new Provider(url, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [client.redirectUri],
      },
    ],
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }],
    },
    cookies: { keys: ['the key of the cookies of the tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    // As Google does it: what was asked for is in the ID token.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => {
        const { email, isVerified, name } = people.find(Number(sub));
        return {
          sub,
          name,
          ...(email !== null && { email }),
          ...(email !== null && isVerified !== null && { email_verified: isVerified }),
        };
      },
    }),
    async loadExistingGrant(context) {
      const { client: asking, session } = context.oidc;
      const grant = new provider.Grant({
        clientId: asking?.clientId,
        accountId: session?.accountId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    ttl: { Grant: 600, Session: 600, Interaction: 600, AccessToken: 600, IdToken: 600 },
  });
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (context.path !== '/token' || body?.id_token === undefined) return;
    const { payload } = partsOf(body.id_token);
    const { forgery, fault } = people.find(Number(payload.sub));
    if (fault !== null) {
      context.respond = false;
      answerWith(fault, context.res);
    }
    if (forgery !== null) {
      body.id_token = forge(forgery, body.id_token, {
        privateKey,
        publicKey,
        secret: client.clientSecret,
      });
    }
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function handle(request: http.IncomingMessage, response: http.ServerResponse) {
    if (request.url === '/control') {
      people.describe(await readText(request));
      response.end();
    } else if (!request.url?.startsWith('/interaction/')) {
      await answer(request, response);
    } else if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html');
      response.end(signInForm('OpenID provider of the tests', request.url));
    } else {
      const form = new URLSearchParams(await readText(request));
      const accountId = String(people.enter(form.get('login') ?? ''));
      const result =
        form.get('choice') === 'out' ? { error: 'access_denied' } : { login: { accountId } };
      await provider.interactionFinished(request, response, result);
    }
  }

  return {
    url,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Parts = { header: Record<string, unknown>; payload: Record<string, unknown> };

function partsOf(token: string): Parts {
  const [header = '', payload = ''] = token.split('.');
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), payload: read(payload) };
}

type Keys = { privateKey: KeyObject; publicKey: KeyObject; secret: string };

/** What an attacker would put in the place of an ID token. Those with one claim changed are signed rightly. */
function forge(forgery: Forgery, token: string, { privateKey, publicKey, secret }: Keys): string {
  const { header, payload } = partsOf(token);
  const signed = (change: object) => sign(header, { ...payload, ...change }, privateKey);
  switch (forgery) {
    case 'nonce':
      return signed({ nonce: 'another-nonce' });
    case 'aud':
      return signed({ aud: 'another-client' });
    case 'iss':
      return signed({ iss: 'https://accounts.evil.example' });
    case 'exp':
      return signed({ exp: Number(payload.iat) - 3600, iat: Number(payload.iat) - 7200 });
    case 'alg-none':
      return `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`;
    case 'hs256-of-secret':
      return signWithSecret(payload, secret);
    case 'hs256-of-key':
      return signWithSecret(payload, publicKey.export({ type: 'spki', format: 'pem' }));
    case 'unknown-key': {
      const { privateKey: other } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return sign({ ...header, kid: 'another-key' }, payload, other);
    }
    case 'changed-claims': {
      const signature = token.split('.')[2] ?? '';
      return `${encode(header)}.${encode({ ...payload, sub: '1' })}.${signature}`;
    }
  }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(header: object, payload: object, key: KeyObject): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}

function signWithSecret(payload: object, secret: string | Buffer): string {
  const text = `${encode({ alg: 'HS256' })}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
