import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** What a provider of the tests knows about one of its people, beside what their address says. */
export type ProviderPerson = {
  email?: string | null;
  /** Null: nothing is said of it, where the provider can be silent. */
  isVerified?: boolean | null;
  name?: string;
  /** What happens, from now on, to requests that are made for this person once they have signed in there. */
  fault?: Fault | null;
  /** What the next ID tokens of this person are changed into (tests/support/openid-provider.ts). */
  forgery?: Forgery | null;
};

export const faults = ['error-500', 'no-json', 'cut', 'hangs', 'never-ends'] as const;
export type Fault = (typeof faults)[number];

/** Answers a request as a provider that is out of order. */
export function answerWith(fault: Fault, response: ServerResponse): void {
  switch (fault) {
    case 'error-500':
      response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal error</h1>');
      break;
    case 'no-json':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_');
      break;
    case 'cut':
      response.destroy();
      break;
    case 'hangs':
      break;
    case 'never-ends':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"access_');
      break;
  }
}

export const forgeries = [
  'nonce',
  'aud',
  'iss',
  'exp',
  'alg-none',
  'hs256-of-secret',
  'hs256-of-key',
  'unknown-key',
  'changed-claims',
] as const;
export type Forgery = (typeof forgeries)[number];

/** A person's number there: the same as long as they sign in with the same word, whatever their address becomes. */
export function numberOf(login: string): number {
  return createHash('sha256').update(login).digest().readUInt32BE(0) + 1;
}

/** The sign-in page of both providers. A word is enough: they vouch for whoever types it. */
export function signInForm(title: string, action: string): string {
  return `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>
<form method="post" action="${action}"><label>Login <input name="login"></label>
<button name="choice" value="in">Sign in there</button> <button name="choice" value="out">Cancel</button></form>`;
}

/** Tells a running provider something about a person. */
export async function describePerson(
  providerUrl: string,
  login: string,
  person: ProviderPerson,
): Promise<void> {
  const response = await fetch(`${providerUrl}/control`, {
    method: 'POST',
    body: JSON.stringify({ login, person }),
  });
  if (!response.ok) throw new Error(`the provider answered ${response.status}`);
}

/** The people of one provider. Whoever was not described has a verified address made of their login. */
export function createPeople() {
  const described = new Map<string, ProviderPerson>();
  const logins = new Map<number, string>();
  return {
    /** Notes that somebody signed in, and returns their number. */
    enter(login: string): number {
      const number = numberOf(login);
      logins.set(number, login);
      return number;
    },
    describe(text: string): void {
      const { login, person } = JSON.parse(text) as { login: string; person: ProviderPerson };
      described.set(login, { ...described.get(login), ...person });
    },
    find(number: number): Required<ProviderPerson> & { login: string } {
      const login = logins.get(number) ?? 'nobody';
      return {
        login,
        email: login.includes('@') ? login : `${login}@example.com`,
        isVerified: true,
        name: 'Pat Provider',
        forgery: null,
        fault: null,
        ...described.get(login),
      };
    },
  };
}

export type Client = { clientId: string; clientSecret: string; redirectUri: string };

export type RunningProvider = { url: string; stop: () => Promise<void> };
