import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  answerWith,
  createPeople,
  signInForm,
  type Client,
  type RunningProvider,
} from './oauth-people';
import { readText } from './read-text';

type Code = { number: number; challenge: string; redirectUri: string };

/**
 * A server on loopback that speaks what we use of GitHub: its OAuth web flow with PKCE (stricter than GitHub: without a
 * challenge nothing begins), `GET /user` and `GET /user/emails`. The number of an account stays, its login may change.
 */
export async function startGithubServer(client: Client): Promise<RunningProvider> {
  const people = createPeople();
  const codes = new Map<string, Code>();
  const tokens = new Map<string, number>();
  const server = http.createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: http.IncomingMessage, response: http.ServerResponse) {
    const { pathname, searchParams, search } = new URL(request.url ?? '/', url);
    const route = `${request.method ?? ''} ${pathname}`;
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (route === 'POST /control') {
      people.describe(await readText(request));
      response.end();
    } else if (pathname === '/login/oauth/authorize') {
      const problem = problemOf(searchParams);
      if (problem !== null) {
        response.writeHead(400).end(problem);
      } else if (request.method === 'GET') {
        response.setHeader('content-type', 'text/html');
        const action = `/login/oauth/authorize${search.replaceAll('&', '&amp;')}`;
        response.end(signInForm('GitHub of the tests', action));
      } else {
        const form = new URLSearchParams(await readText(request));
        response.writeHead(302, { location: wayBack(searchParams, form) }).end();
      }
    } else if (route === 'POST /login/oauth/access_token') {
      const asked = new URLSearchParams(await readText(request));
      const code = codes.get(asked.get('code') ?? '');
      const fault = code === undefined ? null : people.find(code.number).fault;
      if (fault === null) json(200, tokenFor(asked));
      else answerWith(fault, response);
    } else if (route === 'GET /api/user' || route === 'GET /api/user/emails') {
      const number = tokens.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
      if (number === undefined) json(401, { message: 'Bad credentials' });
      else json(200, pathname === '/api/user' ? userOf(number) : emailsOf(number));
    } else {
      json(404, { message: 'Not Found' });
    }
  }

  function problemOf(asked: URLSearchParams): string | null {
    if (asked.get('client_id') !== client.clientId) return 'unknown client';
    if (asked.get('redirect_uri') !== client.redirectUri) return 'wrong redirect_uri';
    if (asked.get('code_challenge_method') !== 'S256') return 'no PKCE';
    return asked.get('code_challenge') === null ? 'no PKCE' : null;
  }

  function wayBack(asked: URLSearchParams, form: URLSearchParams): string {
    const back = new URL(client.redirectUri);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (form.get('choice') === 'out') {
      back.searchParams.set('error', 'access_denied');
      return back.href;
    }
    const code = randomBytes(10).toString('hex');
    codes.set(code, {
      number: people.enter(form.get('login') ?? ''),
      challenge: asked.get('code_challenge') ?? '',
      redirectUri: asked.get('redirect_uri') ?? '',
    });
    back.searchParams.set('code', code);
    back.searchParams.set('iss', `${url}/login/oauth`);
    return back.href;
  }

  /** GitHub answers 200 for errors too. */
  function tokenFor(asked: URLSearchParams) {
    const code = codes.get(asked.get('code') ?? '');
    codes.delete(asked.get('code') ?? '');
    const verifier = asked.get('code_verifier') ?? '';
    const isRight =
      asked.get('client_id') === client.clientId &&
      asked.get('client_secret') === client.clientSecret &&
      code !== undefined &&
      code.redirectUri === asked.get('redirect_uri') &&
      code.challenge === createHash('sha256').update(verifier).digest('base64url');
    if (!isRight) return { error: 'bad_verification_code' };
    const token = `gho_${randomBytes(18).toString('hex')}`;
    tokens.set(token, code.number);
    return { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' };
  }

  function userOf(number: number) {
    const { login, name } = people.find(number);
    return { id: number, login, name, email: 'shown-to-the-world@example.com' };
  }

  function emailsOf(number: number) {
    const { email, isVerified } = people.find(number);
    const other = { email: `other-${number}@example.com`, primary: false, verified: true };
    return email === null
      ? [other]
      : [other, { email, primary: true, verified: isVerified === true }];
  }

  return {
    url,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
