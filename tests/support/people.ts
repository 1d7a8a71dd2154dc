import pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import type { SignUpInput } from '@/lib/accounts/schema';
import { sendResetLink } from '@/lib/accounts/send-reset-link';
import { signUp } from '@/lib/accounts/sign-up';
import { authorizePerson, type PersonGrant } from '@/lib/authz/authorize';
import type { MailTemplate } from '@/lib/notices/templates';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { confirmSignUpByLink } from '@/lib/sign-in/confirm-sign-up';
import type { BrowserCookies } from '@/lib/sign-in/model';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { createTestDatabase, type TestDatabase } from './database';
import { testDeps, testRequest, type TestDeps } from './deps';

export type TestHouse = {
  database: TestDatabase;
  deps: TestDeps;
  /** As the owner of the tables: for looking at everything, never for what is under test. */
  sql: <T extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<T[]>;
  close: () => Promise<void>;
};

/** A database of one's own with the real parts on it. */
export async function createTestHouse(): Promise<TestHouse> {
  const database = await createTestDatabase();
  const deps = testDeps(database);
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  owner.on('error', () => undefined);
  return {
    database,
    deps,
    sql: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await owner.query<T>(text, values)).rows,
    close: async () => {
      await Promise.all([deps.close(), owner.end()]);
      await database.drop();
    },
  };
}

/** A house for all tests of a file: there from the first of them, gone after the last. */
export function houseOfFile(): TestHouse {
  const house = {} as TestHouse;
  beforeAll(async () => {
    Object.assign(house, await createTestHouse());
  });
  afterAll(() => house.close());
  return house;
}

/** What a use case rejects with, by its code alone. */
export const refusal = (code: string) => expect.objectContaining({ code }) as unknown;

export const noCookies: BrowserCookies = { sessionToken: null, deviceToken: null };
export const goodPassword = 'quiet harbour violet engine';
export const otherPassword = 'seven copper lanterns drift';

let people = 0;
/** An address that no other test of the file uses. */
export function freshEmail(): string {
  people += 1;
  return `person-${people}@example.com`;
}

export function signUpInput(overrides: Partial<SignUpInput> = {}): SignUpInput {
  return {
    name: 'Ada Byron',
    email: freshEmail(),
    password: goodPassword,
    timeZone: 'Europe/Berlin',
    ...overrides,
  };
}

/** The mails that wait for an address, oldest first, opened. */
export async function mailsFor({ deps, sql }: TestHouse, email: string): Promise<MailTemplate[]> {
  const rows = await sql<{ id: string; payload_sealed: Buffer }>(
    'SELECT id, payload_sealed FROM outbox_mails WHERE recipient = $1 ORDER BY created_at, ctid',
    [email],
  );
  return rows.map((row) => JSON.parse(deps.vault.open(row.payload_sealed, row.id)) as MailTemplate);
}

/** The latest mail of a template. */
export async function lastMail<T extends MailTemplate['template']>(
  house: TestHouse,
  email: string,
  template: T,
): Promise<Extract<MailTemplate, { template: T }>> {
  const mails = await mailsFor(house, email);
  const last = mails.findLast((mail) => mail.template === template);
  expect(last, `a mail ${template} to ${email}`).toBeDefined();
  return last as Extract<MailTemplate, { template: T }>;
}

export function tokenIn(link: string): string {
  return new URL(link).searchParams.get('token') ?? '';
}

/** A sign-up that waits, with all that its person holds. */
export async function waitingSignUp(house: TestHouse, overrides: Partial<SignUpInput> = {}) {
  const input = signUpInput(overrides);
  const { browserToken } = await signUp(house.deps, testRequest(), input);
  const { link, code } = await lastMail(house, input.email, 'verify-email');
  return { ...input, browserToken, token: tokenIn(link), code };
}

export type TestPerson = {
  userId: string;
  name: string;
  email: string;
  password: string;
  sessionToken: string;
  deviceToken: string;
};

/** A person who signed up, proved their address and is signed in, all through the use cases. */
export async function createPerson(
  house: TestHouse,
  overrides: Partial<SignUpInput> = {},
): Promise<TestPerson> {
  const { token, browserToken, name, email, password } = await waitingSignUp(house, overrides);
  const browser = { ...noCookies, signUpToken: browserToken };
  const tokens = requireSignedIn(
    await confirmSignUpByLink(house.deps, testRequest(), { token }, browser),
  );
  const session = await findSession(house.deps, tokens.sessionToken);
  return { userId: session!.user.id, name, email, password, ...tokens };
}

/** One more session of a person, in a browser of its own. */
export async function signInAgain(
  { deps }: TestHouse,
  { email, password }: Pick<TestPerson, 'email' | 'password'>,
): Promise<{ sessionToken: string; deviceToken: string }> {
  return requireSignedIn(
    await signInWithPassword(deps, testRequest(), { email, password }, noCookies),
  );
}

/** The grant over their own account of whoever holds a session's token. */
export async function personGrant({ deps }: TestHouse, sessionToken: string): Promise<PersonGrant> {
  const session = await findSession(deps, sessionToken);
  if (session === null) throw new Error('nobody is signed in with that token');
  return authorizePerson({
    userId: session.user.id,
    userLabel: `${session.user.name} <${session.user.email}>`,
    sessionId: session.sessionId,
    sessionMethod: session.method,
    request: testRequest(),
  });
}

/** A fresh link to set a new password, as the worker mails it. */
export async function mailedResetToken(house: TestHouse, email: string): Promise<string> {
  const request = { email, ip: '192.0.2.1', userAgent: 'test', requestId: 'test' };
  await sendResetLink(house.deps, request);
  return tokenIn((await lastMail(house, email, 'reset-password')).link);
}

/** Makes every write of an audit event fail, as a full disk would. Returns what ends it. */
export async function breakAudit({ sql }: TestHouse): Promise<() => Promise<void>> {
  await sql('ALTER TABLE audit_events ADD CONSTRAINT broken CHECK (false) NOT VALID');
  return async () => {
    await sql('ALTER TABLE audit_events DROP CONSTRAINT broken');
  };
}
