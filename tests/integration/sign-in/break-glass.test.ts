import { beforeEach, describe, expect, test } from 'vitest';
import { createCode } from '@/lib/break-glass/create-code';
import { authorize, type Grant } from '@/lib/authz/authorize';
import type { AppError } from '@/lib/kernel/errors';
import { createOrganization } from '@/lib/orgs/create-organization';
import { turnOffTotp } from '@/lib/mfa/turn-off-totp';
import { findSession } from '@/lib/sessions/find-session';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { emergencySignInsPerNetwork } from '@/lib/sign-in/limits';
import { signInWithBreakGlass } from '@/lib/sign-in/sign-in-with-break-glass';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  houseOfFile,
  mailsFor,
  noCookies,
  otherPassword,
  personGrant,
  refusal,
  type TestPerson,
} from '@/tests/support/people';
import { countQueries } from '@/tests/support/queries';
import { codeOf, nextStep, turnOnMfa, type GuardedPerson } from '@/tests/support/second-factor';
import { insertDomain, requireSso } from '@/tests/support/sso-domains';

const house = houseOfFile();

let count = 0;
let domain: string;
let organizationId: string;
let slug: string;
let admin: GuardedPerson;
let code: string;

beforeEach(async () => {
  count += 1;
  domain = `works-${count}.example`;
  admin = await turnOnMfa(house, await createPerson(house, { email: `ada@${domain}` }));
  const grant = await personGrant(house, admin.sessionToken);
  const input = { name: 'Works', useCase: 'api-access', timeZone: undefined } as const;
  ({ organizationId, slug } = await createOrganization(house.deps, grant, input));
  await insertDomain(house.sql, organizationId, domain);
  ({ code } = await createCode(house.deps, await grantOf(admin)));
});

async function grantOf(person: TestPerson): Promise<Grant<'sso.update'>> {
  const session = await findSession(house.deps, person.sessionToken);
  return authorize(
    {
      userId: person.userId,
      userLabel: `${person.name} <${person.email}>`,
      sessionId: session!.sessionId,
      sessionMethod: 'password+totp',
      organizationId,
      role: 'admin',
      teamIds: [],
      isBeingDeleted: false,
      request: testRequest(),
    },
    'sso.update',
  );
}
const join = (person: TestPerson, role = 'admin') =>
  house.sql(
    `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, $3, now(), now())`,
    [organizationId, person.userId, role],
  );
/** Somebody with an address there, from before it was required. */
async function colleague(name: string): Promise<TestPerson> {
  await requireSso(house.sql, domain, false);
  const person = await createPerson(house, { email: `${name}@${domain}` });
  await requireSso(house.sql, domain);
  return person;
}
const begin = (typed: { email?: string; password?: string; code?: string } = {}) =>
  signInWithBreakGlass(
    house.deps,
    testRequest(),
    { email: admin.email, password: admin.password, code, ...typed },
    noCookies,
  );
const challengeOf = async (typed?: Parameters<typeof begin>[0]): Promise<string> => {
  const { result } = await begin(typed);
  if (result.status !== 'second-factor-due') throw new Error('no second factor was due');
  return result.challengeToken;
};
const finish = (challengeToken: string, secret = admin.secret) =>
  completeSecondFactor(
    house.deps,
    testRequest(),
    { kind: 'totp', code: codeOf(house, secret) },
    { ...noCookies, challengeToken },
  );
const isUsed = async () =>
  (
    await house.sql<{ used: boolean }>(
      'SELECT used_at IS NOT NULL AS used FROM break_glass_codes WHERE organization_id = $1 AND user_id = $2',
      [organizationId, admin.userId],
    )
  )[0]?.used;
const events = (action: string) =>
  house.sql<{ actor_id: string; target_id: string; session_method: string }>(
    'SELECT actor_id, target_id, session_method FROM audit_events WHERE organization_id = $1 AND action = $2',
    [organizationId, action],
  );

describe('emergency access', () => {
  test('opens the organization by password, printed code and second factor, tells its log and every Admin, and works once', async () => {
    const other = await createPerson(house, { name: 'Grace Hopper' });
    const developer = await createPerson(house);
    await join(other);
    await join(developer, 'developer');
    const begun = await begin({ code: ` ${code.toLowerCase().replaceAll('-', ' ')} ` });
    expect(begun.slug).toBe(slug);
    expect(begun.result.status).toBe('second-factor-due');
    // A thief of the sheet and the password has burnt nothing yet.
    expect(await isUsed()).toBe(false);
    const challenge = begun.result as Extract<typeof begun.result, { challengeToken: string }>;
    const { sessionToken } = await finish(challenge.challengeToken);
    expect(await isUsed()).toBe(true);
    expect(await findSession(house.deps, sessionToken, slug)).toMatchObject({
      method: 'break-glass+totp',
      boundTo: null,
      membership: { role: 'admin', requiresSso: true },
    });
    expect(await events('break-glass.used')).toEqual([
      { actor_id: admin.userId, target_id: admin.userId, session_method: 'break-glass+totp' },
    ]);
    for (const { email } of [admin, other]) {
      const mails = await mailsFor(house, email);
      expect(mails.filter(({ template }) => template === 'break-glass-used')).toMatchObject([
        { organization: 'Works', by: admin.name, byEmail: admin.email },
      ]);
    }
    const mailed = (await mailsFor(house, developer.email)).map(({ template }) => template);
    expect(mailed).not.toContain('break-glass-used');
    nextStep(house);
    await expect(begin()).rejects.toEqual(refusal('invalid-credentials'));
  });

  test('is worth no more than a password elsewhere, and for who is no Admin any more', async () => {
    const challengeToken = await challengeOf();
    const { sessionToken } = await finish(challengeToken);
    const grant = await personGrant(house, admin.sessionToken);
    const input = { name: 'Elsewhere', useCase: 'api-access', timeZone: undefined } as const;
    const elsewhere = await createOrganization(house.deps, grant, input);
    const accepts = async (of: string) =>
      (await findSession(house.deps, sessionToken, of))?.membership?.acceptsBreakGlass;
    expect(await accepts(slug)).toBe(true);
    expect(await accepts(elsewhere.slug)).toBe(false);
    // Whoever stops requiring single sign-on goes on with the session by which they did.
    await requireSso(house.sql, domain, false);
    expect(await accepts(slug)).toBe(true);
    await requireSso(house.sql, domain);
    await join(await createPerson(house));
    await house.sql(
      `UPDATE memberships SET role = 'developer' WHERE organization_id = $1 AND user_id = $2`,
      [organizationId, admin.userId],
    );
    expect(await accepts(slug)).toBe(false);
  });

  test('takes a recovery code in place of the app', async () => {
    const challengeToken = await challengeOf();
    const recovery = { kind: 'recovery-code', code: admin.recoveryCodes[0]! } as const;
    const browser = { ...noCookies, challengeToken };
    const { sessionToken } = await completeSecondFactor(
      house.deps,
      testRequest(),
      recovery,
      browser,
    );
    const session = await findSession(house.deps, sessionToken);
    expect(session?.method).toBe('break-glass+recovery-code');
  });

  test('is refused in one way and for the same work, whatever is wrong', async () => {
    const plain = await colleague('plain');
    await join(plain);
    const member = await colleague('member');
    await join(member, 'developer');
    const seen = [];
    for (const typed of [
      { email: `nobody@${domain}` },
      { email: 'nobody@free.example' },
      { password: 'not the password at all' },
      { code: 'AAAA-BBBB-CCCC-DDDD' },
      { code: 'short' },
      // An Admin without a code or an app, and somebody who is no Admin.
      { email: plain.email, password: plain.password },
      { email: member.email, password: member.password },
    ]) {
      const { result, ...work } = await countQueries(house.deps, (deps) =>
        signInWithBreakGlass(
          deps,
          testRequest(),
          { email: admin.email, password: admin.password, code, ...typed },
          noCookies,
        ).catch((error: unknown) => error),
      );
      const { code: refused, publicMessage } = result as AppError;
      seen.push({ ...work, refused, publicMessage });
    }
    expect(seen[0]).toMatchObject({ argon2: 1, refused: 'invalid-credentials' });
    for (const one of seen) expect(one).toEqual(seen[0]);
    expect(await isUsed()).toBe(false);
  });

  test('opens nothing where single sign-on is not required, for who is no Admin any more, and without a second factor', async () => {
    await requireSso(house.sql, domain, false);
    await expect(begin()).rejects.toEqual(refusal('invalid-credentials'));
    await requireSso(house.sql, domain);
    const spare = await createPerson(house);
    await join(spare);
    const role = (to: string) =>
      house.sql('UPDATE memberships SET role = $2 WHERE user_id = $1', [admin.userId, to]);
    await role('developer');
    await expect(begin()).rejects.toEqual(refusal('invalid-credentials'));
    await role('admin');
    await turnOffTotp(house.deps, await personGrant(house, admin.sessionToken));
    await expect(begin()).rejects.toEqual(refusal('invalid-credentials'));
    expect(await isUsed()).toBe(false);
  });

  test('opens it also for an Admin with an address elsewhere, unless another organization requires its own of that', async () => {
    const elsewhere = `elsewhere-${count}.example`;
    const guest = await turnOnMfa(
      house,
      await createPerson(house, { email: `gus@${elsewhere}`, password: otherPassword }),
    );
    await join(guest);
    const { code: own } = await createCode(house.deps, await grantOf(guest));
    await requireSso(house.sql, domain);
    const typed = { email: guest.email, password: guest.password, code: own };
    const { sessionToken } = await finish(await challengeOf(typed), guest.secret);
    expect((await findSession(house.deps, sessionToken, slug))?.membership).toMatchObject({
      acceptsBreakGlass: true,
    });
    const { code: next } = await createCode(house.deps, await grantOf(guest));
    const input = { name: 'Other', useCase: 'api-access', timeZone: undefined } as const;
    const founder = await personGrant(house, admin.sessionToken);
    const other = await createOrganization(house.deps, founder, input);
    await insertDomain(house.sql, other.organizationId, elsewhere);
    await requireSso(house.sql, elsewhere);
    await expect(begin({ ...typed, code: next })).rejects.toEqual(refusal('invalid-credentials'));
  });

  test('is for one person: the code of another Admin opens nothing', async () => {
    const other = await turnOnMfa(house, await colleague('grace'));
    await join(other);
    const theirs = await createCode(house.deps, await grantOf(other));
    await expect(begin({ code: theirs.code })).rejects.toEqual(refusal('invalid-credentials'));
    expect(
      await begin({ email: other.email, password: other.password, code: theirs.code }),
    ).toMatchObject({
      result: { status: 'second-factor-due' },
    });
  });

  test('is over where the code was replaced, the requirement ended, or the Admin role was lost before the second factor', async () => {
    const spare = await createPerson(house);
    await join(spare);
    const first = await challengeOf();
    const { code: second } = await createCode(house.deps, await grantOf(admin));
    await expect(finish(first)).rejects.toEqual(refusal('challenge-invalid'));
    await expect(begin()).rejects.toEqual(refusal('invalid-credentials'));
    const challenge = await challengeOf({ code: second });
    await requireSso(house.sql, domain, false);
    await expect(finish(challenge)).rejects.toEqual(refusal('challenge-invalid'));
    await requireSso(house.sql, domain);
    await house.sql(`UPDATE memberships SET role = 'developer' WHERE user_id = $1`, [admin.userId]);
    await expect(finish(challenge)).rejects.toEqual(refusal('challenge-invalid'));
    expect(await isUsed()).toBe(false);
    expect(await events('break-glass.used')).toEqual([]);
  });

  test('uses a code once, however many finish with it at the same moment', async () => {
    const challenges = [];
    for (let at = 0; at < 6; at += 1) challenges.push(await challengeOf());
    const outcomes = await Promise.allSettled(
      challenges.map((challengeToken, at) =>
        completeSecondFactor(
          house.deps,
          testRequest(),
          { kind: 'recovery-code', code: admin.recoveryCodes[at]! },
          { ...noCookies, challengeToken },
        ),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toEqual(refusal('challenge-invalid'));
      }
    }
    expect(await events('break-glass.used')).toHaveLength(1);
  });

  test('of twenty at once with one challenge opens one session', async () => {
    const challenge = await challengeOf();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => finish(challenge)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('burns nothing by wrong codes of the app', async () => {
    const challenge = await challengeOf();
    for (let at = 0; at < 5; at += 1) {
      await expect(
        completeSecondFactor(
          house.deps,
          testRequest(),
          { kind: 'totp', code: '000000' },
          { ...noCookies, challengeToken: challenge },
        ),
      ).rejects.toEqual(refusal('code-invalid'));
    }
    await expect(finish(challenge)).rejects.toEqual(refusal('challenge-invalid'));
    expect(await isUsed()).toBe(false);
    expect(await finish(await challengeOf())).toMatchObject({ status: 'signed-in' });
  });

  test('takes the password of now', async () => {
    const hash = await house.deps.passwords.hash(otherPassword);
    await house.sql('UPDATE users SET password_hash = $2 WHERE id = $1', [admin.userId, hash]);
    await expect(begin()).rejects.toEqual(refusal('invalid-credentials'));
    expect(await begin({ password: otherPassword })).toMatchObject({ slug });
  });

  test('leaves no session and no used code without its event', async () => {
    const challenge = await challengeOf();
    const mend = await breakAudit(house);
    await expect(finish(challenge)).rejects.toThrow();
    await mend();
    expect(await isUsed()).toBe(false);
    expect(await finish(challenge)).toMatchObject({ status: 'signed-in' });
  });

  test('is tried ten times an hour from one network', async () => {
    const request = testRequest();
    const attempt = (email: string) =>
      signInWithBreakGlass(
        house.deps,
        request,
        { email, password: 'not the password', code },
        noCookies,
      );
    for (let at = 0; at < emergencySignInsPerNetwork.points; at += 1) {
      await expect(attempt(`ada-${at}@${domain}`)).rejects.toEqual(refusal('invalid-credentials'));
    }
    await expect(attempt(admin.email)).rejects.toEqual(refusal('rate-limited'));
  });
});
