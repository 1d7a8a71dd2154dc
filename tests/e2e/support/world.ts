import { randomBytes, randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import pg from 'pg';
import type { Page } from '@playwright/test';
import { createApiKey, type CreatedApiKey } from '@/lib/api-keys/create-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { authorize, authorizePerson, type MemberPrincipal } from '@/lib/authz/authorize';
import { roles, type Role } from '@/lib/authz/permissions';
import { addMember } from '@/lib/orgs/add-member';
import { createOrganization } from '@/lib/orgs/create-organization';
import { asSystem } from '@/lib/platform/db';
import { instanceIdOf } from '@/lib/platform/deps';
import { confirmTotpEnrolment } from '@/lib/mfa/confirm-totp-enrolment';
import { startTotpEnrolment } from '@/lib/mfa/start-totp-enrolment';
import { findSession } from '@/lib/sessions/find-session';
import { openSession } from '@/lib/sessions/open-session';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { TEST_APP_SECRET } from '@/tests/support/test-server';
import { testDeps, testRequest, type TestDeps } from '@/tests/support/deps';
import { expect } from './test';
import type { Stage } from './stage';

export type Person = { userId: string; email: string; name: string };

/** An organization with one person of each role, made by the use cases that the console calls. */
export type World = {
  slug: string;
  name: string;
  groupId: string;
  organizationId: string;
  /** Of the default team, in which everybody is. */
  teamId: string;
  people: Record<Role, Person>;
};

export const worldPassword = 'quiet-harbour-lantern-27';

const names: Record<Role, string> = {
  admin: 'Ada Admin',
  developer: 'Dora Developer',
  'billing-manager': 'Bill Manager',
  'read-only': 'Rita Reader',
};

/**
 * The deps of the running product's database, on the real time. Setting a stage tells nobody of it, so that a test's first
 * mail is its own; `notifies` for a test of just that.
 */
export function stageDeps(stage: Stage, { notifies = false } = {}): TestDeps {
  const deps = testDeps(
    { name: 'stage', drop: () => Promise.resolve(), ...stage.database },
    { appUrl: stage.url, notifies },
  );
  deps.clock.moveTo(new Date());
  return deps;
}

let hashing: Promise<string> | undefined;

/** One for everybody: argon2 is made to be slow. */
function worldPasswordHash(deps: TestDeps): Promise<string> {
  return (hashing ??= deps.passwords.hash(worldPassword));
}

async function insertPerson(owner: pg.Client, deps: TestDeps, role: Role): Promise<Person> {
  const person = {
    userId: randomUUID(),
    name: names[role],
    email: `${role}.${randomBytes(4).toString('hex')}@example.com`,
  };
  const passwordHash = await worldPasswordHash(deps);
  await owner.query(
    `INSERT INTO users (id, email, name, time_zone, password_hash, password_changed_at, created_at, updated_at)
     VALUES ($1, $2, $3, 'Europe/Berlin', $4, now(), now(), now())`,
    [person.userId, person.email, person.name, passwordHash],
  );
  await owner.query(
    'INSERT INTO previous_passwords (id, user_id, password_hash, created_at) VALUES ($1, $2, $3, now())',
    [randomUUID(), person.userId, passwordHash],
  );
  return person;
}

export function principalOf(world: World, role: Role, teamIds: string[] = []): MemberPrincipal {
  const person = world.people[role];
  return {
    userId: person.userId,
    userLabel: `${person.name} <${person.email}>`,
    sessionId: null,
    sessionMethod: 'password',
    organizationId: world.organizationId,
    role,
    teamIds,
    isBeingDeleted: false,
    request: testRequest(),
  };
}

export async function createWorld(stage: Stage, name = 'Analytical Engines'): Promise<World> {
  const deps = stageDeps(stage);
  const owner = new pg.Client({ connectionString: stage.database.ownerUrl });
  await owner.connect();
  try {
    const people = {} as Record<Role, Person>;
    for (const role of roles) people[role] = await insertPerson(owner, deps, role);
    const founder = people.admin;
    const founderGrant = authorizePerson({
      userId: founder.userId,
      userLabel: `${founder.name} <${founder.email}>`,
      sessionId: null,
      sessionMethod: 'password',
      request: testRequest(),
    });
    const organization = await createOrganization(deps, founderGrant, {
      name,
      useCase: 'api-access',
      timeZone: 'Europe/Berlin',
    });
    const { rows } = await owner.query<{ id: string }>(
      'SELECT id FROM teams WHERE organization_id = $1',
      [organization.organizationId],
    );
    const world: World = { ...organization, teamId: rows[0]!.id, name, people };
    for (const role of roles.filter((other) => other !== 'admin')) {
      await addMember(deps, authorize(principalOf(world, 'admin'), 'member.add'), {
        userId: people[role].userId,
        role,
        teamIds: [],
      });
    }
    return world;
  } finally {
    await owner.end();
    await deps.close();
  }
}

/** A key in the team Default: the Admin's, or of who else makes keys. */
export async function createKey(
  stage: Stage,
  world: World,
  name: string,
  role: Role = 'admin',
): Promise<CreatedApiKey> {
  const deps = stageDeps(stage);
  try {
    const input = createApiKeySchema.parse({
      name,
      environment: 'production',
      teamId: world.teamId,
    });
    return await createApiKey(
      deps,
      authorize(principalOf(world, role, [world.teamId]), 'api-key.create'),
      input,
    );
  } finally {
    await deps.close();
  }
}

/** What the names of cookies end in: it tells this installation from others on the same host. */
const instanceId = instanceIdOf(TEST_APP_SECRET);
export const sessionCookie = `gatehouse-session-${instanceId}`;
export const challengeCookie = `gatehouse-challenge-${instanceId}`;

/**
 * An authenticator app set up for a person as their security page does it, two codes ago: its present code is still to
 * be used.
 * @returns the secret of the app.
 */
export async function turnOnMfa(stage: Stage, person: Person): Promise<string> {
  const deps = stageDeps(stage);
  try {
    const token = await openSessionOf(stage, person);
    const session = await findSession(deps, token);
    const grant = authorizePerson({
      userId: person.userId,
      userLabel: `${person.name} <${person.email}>`,
      sessionId: session?.sessionId ?? null,
      sessionMethod: 'password',
      request: testRequest(),
    });
    const { enrolmentId, secret } = await startTotpEnrolment(deps, grant);
    deps.clock.moveBySeconds(-60);
    const code = generateSync({ secret, epoch: Math.floor(deps.clock.now().getTime() / 1000) });
    await confirmTotpEnrolment(deps, grant, { enrolmentId, code });
    return secret;
  } finally {
    await deps.close();
  }
}

/** The right password of a person with an authenticator app: the token of what is still due. */
export async function beginSignIn(stage: Stage, { email }: Person): Promise<string> {
  const deps = stageDeps(stage);
  try {
    const input = { email, password: worldPassword };
    const cookies = { sessionToken: null, deviceToken: null };
    const result = await signInWithPassword(deps, testRequest(), input, cookies);
    if (result.status !== 'second-factor-due') throw new Error('no second factor was asked for');
    return result.challengeToken;
  } finally {
    await deps.close();
  }
}

/** The token of a new session, opened as signing in does. */
export async function openSessionOf(stage: Stage, { userId }: { userId: string }): Promise<string> {
  const deps = stageDeps(stage);
  try {
    const session = { userId, method: 'password', request: testRequest(), previousToken: null };
    const { token } = await asSystem(deps.db, 'sign-in', (tx) => openSession(deps, tx, session));
    return token;
  } finally {
    await deps.close();
  }
}

/** Signs a person in without the page for it, whose attempts are counted and cost an argon2 each. */
export async function enter(page: Page, stage: Stage, person: { userId: string }): Promise<void> {
  const value = await openSessionOf(stage, person);
  await page.context().addCookies([{ name: sessionCookie, value, url: stage.url }]);
}

/** Signs in as a person would, and waits for the page that follows. */
export async function signIn(page: Page, email: string, password = worldPassword): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/(orgs\/|welcome)/);
}

/** As if the person had signed in, and proved who they are, a quarter of an hour ago. */
export async function ageProofs(stage: Stage, { userId }: { userId: string }): Promise<void> {
  const owner = new pg.Client({ connectionString: stage.database.ownerUrl });
  await owner.connect();
  await owner.query(
    "UPDATE sessions SET authenticated_at = authenticated_at - interval '15 minutes' WHERE user_id = $1",
    [userId],
  );
  await owner.query(
    'DELETE FROM session_proofs p USING sessions s WHERE s.id = p.session_id AND s.user_id = $1',
    [userId],
  );
  await owner.end();
}
