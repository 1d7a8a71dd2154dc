import { describe, expect, test } from 'vitest';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { listAuditEventsSchema } from '@/lib/audit/schema';
import { exported } from '@/tests/support/audit-exports';
import { authorize, type Grant } from '@/lib/authz/authorize';
import type { Permission, Role } from '@/lib/authz/permissions';
import { addMember } from '@/lib/orgs/add-member';
import { createOrganization } from '@/lib/orgs/create-organization';
import { signOut } from '@/lib/sessions/sign-out';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  freshEmail,
  noCookies,
  personGrant,
  signInAgain,
  type TestPerson,
  houseOfFile,
} from '@/tests/support/people';
import { turnOnMfa } from '@/tests/support/second-factor';

const house = houseOfFile();

const refuse = (email: string, userAgent = 'curl/8.1') =>
  signInWithPassword(
    house.deps,
    testRequest({ ip: '192.0.2.7', userAgent }),
    { email, password: 'canary-wrong-password' },
    noCookies,
  ).catch(() => undefined);

async function createCompany(name: string) {
  const admin = await createPerson(house, { name: 'Adele Admin' });
  const founder = await personGrant(house, admin.sessionToken);
  const { organizationId } = await createOrganization(house.deps, founder, {
    name,
    useCase: 'text-generation',
    timeZone: undefined,
  });
  const grant = <P extends Permission>(person: TestPerson, role: Role, permission: P): Grant<P> =>
    authorize(
      {
        userId: person.userId,
        userLabel: `${person.name} <${person.email}>`,
        sessionId: null,
        sessionMethod: 'password',
        organizationId,
        role,
        teamIds: [],
        isBeingDeleted: false,
        request: testRequest(),
      },
      permission,
    );
  const add = (person: TestPerson, role: Role) =>
    addMember(house.deps, grant(admin, 'admin', 'member.add'), {
      userId: person.userId,
      role,
      teamIds: [],
    });
  const seenBy = async (person: TestPerson, role: Role, filter: object = {}) =>
    (
      await listAuditEvents(
        house.deps,
        grant(person, role, 'audit-log.read'),
        listAuditEventsSchema.parse(filter),
      )
    ).items.filter(({ action }) => action.startsWith('member.sign'));
  return { organizationId, admin, grant, add, seenBy };
}

describe('the log of an organization', () => {
  test('holds the sign-ins of its members and those that were refused, with address and device', async () => {
    const company = await createCompany('Acme');
    const { admin } = company;
    await signInAgain(house, admin);
    house.deps.clock.moveBySeconds(1);
    await refuse(admin.email);
    expect(await company.seenBy(admin, 'admin')).toMatchObject([
      {
        action: 'member.sign-in-refused',
        actorId: null,
        actorLabel: admin.email,
        targetKind: 'member',
        targetId: admin.userId,
        after: { reason: 'invalid-credentials' },
        ip: '192.0.2.7',
        userAgent: 'curl/8.1',
      },
      { action: 'member.signed-in', actorId: admin.userId, sessionMethod: 'password' },
    ]);
  });

  test('holds the sign-outs of its members, each once, and those of nobody else', async () => {
    const [company, second, other] = [
      await createCompany('Acme'),
      await createCompany('Second'),
      await createCompany('Other'),
    ];
    const member = await createPerson(house);
    await company.add(member, 'developer');
    await second.add(member, 'read-only');
    const grant = await personGrant(house, member.sessionToken);
    await signOut(house.deps, grant);
    await signOut(house.deps, grant);
    for (const { admin, seenBy } of [company, second]) {
      expect(await seenBy(admin, 'admin')).toMatchObject([
        {
          action: 'member.signed-out',
          actorId: member.userId,
          actorLabel: `${member.name} <${member.email}>`,
          targetKind: 'member',
          targetId: member.userId,
          sessionMethod: 'password',
        },
      ]);
    }
    expect(await other.seenBy(other.admin, 'admin')).toEqual([]);
    expect(await company.seenBy(member, 'developer')).toHaveLength(1);
    const colleague = await createPerson(house);
    await company.add(colleague, 'developer');
    expect(await company.seenBy(colleague, 'developer')).toEqual([]);
  });

  test('tells once of a session that ten sign-outs end at once', async () => {
    const company = await createCompany('Acme');
    const grant = await personGrant(house, company.admin.sessionToken);
    await Promise.all(Array.from({ length: 10 }, () => signOut(house.deps, grant)));
    expect(await company.seenBy(company.admin, 'admin')).toHaveLength(1);
  });

  test('holds a refused second factor', async () => {
    const company = await createCompany('Acme');
    const admin = await turnOnMfa(house, company.admin);
    const half = await signInWithPassword(house.deps, testRequest(), admin, noCookies);
    if (half.status !== 'second-factor-due') throw new Error('a code is due');
    expect(await company.seenBy(admin, 'admin')).toEqual([]);
    await completeSecondFactor(
      house.deps,
      testRequest(),
      { kind: 'totp', code: '000000' },
      { ...noCookies, challengeToken: half.challengeToken },
    ).catch(() => undefined);
    expect(await company.seenBy(admin, 'admin')).toMatchObject([
      { action: 'member.sign-in-refused', after: { reason: 'second-factor-wrong' } },
    ]);
  });

  test('holds them in every organization of the person, and in no other', async () => {
    const [one, two, other] = [
      await createCompany('One'),
      await createCompany('Two'),
      await createCompany('Other'),
    ];
    const person = await createPerson(house, { name: 'Devon Developer' });
    await one.add(person, 'developer');
    await two.add(person, 'developer');
    await signInAgain(house, person);
    await refuse(person.email);
    expect(await one.seenBy(one.admin, 'admin')).toHaveLength(2);
    expect(await two.seenBy(two.admin, 'admin')).toHaveLength(2);
    expect(await other.seenBy(other.admin, 'admin')).toEqual([]);
  });

  test('shows a Developer and a Billing Manager their own alone, refused ones too', async () => {
    const company = await createCompany('Acme');
    const person = await createPerson(house);
    for (const role of ['developer', 'billing-manager'] as const) {
      const member = await createPerson(house);
      await company.add(member, role);
      await refuse(member.email);
      await signInAgain(house, member);
      expect(
        (await company.seenBy(member, role)).map(({ action, targetId }) => [action, targetId]),
      ).toEqual(
        expect.arrayContaining([
          ['member.signed-in', member.userId],
          ['member.sign-in-refused', member.userId],
        ]),
      );
      expect(await company.seenBy(member, role)).toHaveLength(2);
      expect(await company.seenBy(member, role, { targetId: company.admin.userId })).toEqual([]);
    }
    expect(await company.seenBy(person, 'developer')).toEqual([]);
    expect(await company.seenBy(company.admin, 'admin')).toHaveLength(4);
  });

  test('tells nothing of an address without an account, and no password', async () => {
    const company = await createCompany('Acme');
    const stranger = freshEmail();
    await refuse(stranger);
    await refuse(company.admin.email);
    const grant = company.grant(company.admin, 'admin', 'audit-log.export');
    const text = await exported(house.deps, grant);
    expect(text).toContain('member.sign-in-refused');
    expect(text).not.toContain(stranger);
    expect(text).not.toContain('canary');
  });

  test('a hostile user agent is text of bounded length', async () => {
    const company = await createCompany('Acme');
    await refuse(company.admin.email, `\u202e<script>\r\n\u0000${'x'.repeat(100_000)}`);
    const [event] = await company.seenBy(company.admin, 'admin');
    expect(event?.userAgent).toHaveLength(512);
    expect(event?.userAgent).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  test('a failing write takes the sign-in with it', async () => {
    const company = await createCompany('Acme');
    const mend = await breakAudit(house);
    await expect(signInAgain(house, company.admin)).rejects.toThrow();
    await mend();
    expect(await company.seenBy(company.admin, 'admin')).toEqual([]);
  });
});
