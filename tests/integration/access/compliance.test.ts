import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportCompliance } from '@/lib/access/export-compliance';
import { listCompliance } from '@/lib/access/list-compliance';
import { debtKinds } from '@/lib/access/model';
import { listComplianceSchema } from '@/lib/access/schema';
import { addMember } from '@/lib/orgs/add-member';
import { accessOf } from '@/tests/support/access';
import { createSso } from '@/tests/support/sso';
import {
  auditOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let access: ReturnType<typeof accessOf>;
beforeAll(async () => {
  world = await createWorld();
  access = accessOf(world);
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
});
afterAll(() => world.close());

const grant = (tenant = acme) => tenant.grant('admin', 'member.read-sign-in');
const list = (fields: object = {}, tenant = acme) =>
  listCompliance(world.deps, grant(tenant), listComplianceSchema.parse(fields));
const names = async (fields: object = {}) => (await list(fields)).items.map(({ name }) => name);
const debtsOf = async (person: Person) => {
  const { items } = await list({ limit: 100 });
  return items.find(({ userId }) => userId === person.userId)?.debts;
};
const inDays = (days: number) => new Date(world.deps.clock.now().getTime() + days * 86_400_000);

async function join(name: string, tenant = acme): Promise<Person> {
  const person = await world.person(name);
  const input = { userId: person.userId, role: 'developer' as const, teamIds: [] };
  await addMember(world.deps, tenant.grant('admin', 'member.add'), input);
  return person;
}

test.each(rolesThatLack('member.read-sign-in'))('a %s is turned away', (role) => {
  expect(isTurnedAway(acme, role, 'member.read-sign-in')).toBe(true);
});

describe('the latest sign-in', () => {
  test('is when a session was last opened, and how', async () => {
    const { developer } = acme.people;
    await access.signIn(developer, 'google+totp');
    world.deps.clock.moveBySeconds(60);
    await access.signIn(developer, 'password');
    const [row] = (await list({ search: 'devon' })).items;
    expect(row?.lastSignIn).toEqual({ at: world.deps.clock.now(), method: 'password' });
  });

  test('of somebody who joins is the one by which they came', async () => {
    const person = await world.person('Jo Newcomer');
    await access.signIn(person, 'github');
    const at = world.deps.clock.now();
    world.deps.clock.moveBySeconds(60);
    await addMember(world.deps, acme.grant('admin', 'member.add'), {
      userId: person.userId,
      role: 'developer',
      teamIds: [],
    });
    const [row] = (await list({ search: 'jo' })).items;
    expect(row?.lastSignIn).toEqual({ at, method: 'github' });
  });

  test('by an identity provider counts in the organization of its connection alone', async () => {
    const globex = await world.tenant('Globex');
    const person = await join('Both Sides');
    const input = { userId: person.userId, role: 'developer' as const, teamIds: [] };
    await addMember(world.deps, globex.grant('admin', 'member.add'), input);
    await access.signIn(person, 'password');
    world.deps.clock.moveBySeconds(60);
    await access.signIn(person, 'saml', await access.connect(acme));
    const methodIn = async (tenant: Tenant) =>
      (await list({ search: 'both' }, tenant)).items[0]?.lastSignIn?.method;
    expect([await methodIn(acme), await methodIn(globex)]).toEqual(['saml', 'password']);
    const third = await world.tenant('Initech');
    await addMember(world.deps, third.grant('admin', 'member.add'), input);
    expect(await methodIn(third)).toBe('password');
  });

  test('orders the list, those who never signed in at its end, and pages in it', async () => {
    const { admin, developer, 'read-only': reader } = acme.people;
    for (const person of [reader, admin, developer]) {
      await access.signIn(person);
      world.deps.clock.moveBySeconds(60);
    }
    const order = ['Devon Developer', 'Adele Admin', 'Rea Donly', 'Bill Manager'];
    expect(await names({ sort: 'last-sign-in' })).toEqual(order);
    const first = await list({ sort: 'last-sign-in', limit: 3 });
    const next = await list({ sort: 'last-sign-in', limit: 3, cursor: first.nextCursor });
    expect(next.items.map(({ name }) => name)).toEqual(['Bill Manager']);
    const back = await list({ sort: 'last-sign-in', limit: 3, cursor: next.previousCursor });
    expect(back.items.map(({ name }) => name)).toEqual(order.slice(0, 3));
    const wrong = await refusalOf(list({ sort: 'name', cursor: first.nextCursor }));
    expect(Object.keys(wrong.fieldErrors)).toEqual(['cursor']);
  });
});

test('whoever comes by the identity provider, for the first time too, is listed with how they came, and owes nothing more', async () => {
  const started = world.deps.clock.now();
  world.deps.clock.moveTo(new Date());
  const domain = `sso-${acme.slug}.example`;
  const sso = await createSso(world, acme, domain);
  await sso.provision();
  await world.owner.query(
    'UPDATE organization_domains SET requires_sso = true WHERE organization_id = $1',
    [acme.organizationId],
  );
  await access.demand(acme, { mfaGraceDays: 0, methods: ['saml'] });
  const member = await sso.memberAt(`devon@${domain}`);
  const rowOf = async (search: string) => (await list({ search })).items[0];
  expect(await rowOf('devon')).toMatchObject({
    ...{ methods: [], lastSignIn: null },
    debts: [{ kind: 'single-sign-on', domain }],
  });
  await sso.enter({ email: member.email, nameId: 'devon' });
  await sso.enter({ email: `new@${domain}`, name: 'Nora New' });
  for (const search of ['devon', 'nora']) {
    expect(await rowOf(search)).toMatchObject({
      ...{ methods: ['saml'], debts: [], mfa: false },
      lastSignIn: { at: world.deps.clock.now(), method: 'saml' },
    });
  }
  world.deps.clock.moveTo(started);
});

describe('what somebody owes', () => {
  test('is nothing where nothing is asked', async () => {
    expect((await list()).items.map(({ debts }) => debts)).toEqual([[], [], [], []]);
    expect(await names({ owes: 'anything' })).toEqual([]);
  });

  test('is a second factor by the day after which the door shuts, and from then on since when it is', async () => {
    const { admin, developer } = acme.people;
    await access.giveApp(admin);
    await access.demand(acme, { mfaGraceDays: 7 });
    const dueAt = inDays(7);
    expect(await debtsOf(admin)).toEqual([]);
    expect(await debtsOf(developer)).toEqual([{ kind: 'second-factor', dueAt, isOverdue: false }]);
    world.deps.clock.moveBySeconds(3 * 86_400);
    const late = await join('Late Comer');
    expect(await debtsOf(late)).toEqual([
      { kind: 'second-factor', dueAt: inDays(7), isOverdue: false },
    ]);
    world.deps.clock.moveBySeconds(4 * 86_400);
    expect(await debtsOf(developer)).toEqual([{ kind: 'second-factor', dueAt, isOverdue: true }]);
    expect(await names({ owes: 'anything' })).toEqual([
      'Bill Manager',
      'Devon Developer',
      'Late Comer',
      'Rea Donly',
    ]);
    expect(await names({ owes: 'second-factor', search: 'late' })).toEqual(['Late Comer']);
    expect(await names({ owes: 'method' })).toEqual([]);
  });

  test('is one of the accepted methods, of which one that the operator has not set up is none', async () => {
    const { admin, developer, 'read-only': reader } = acme.people;
    await access.givePassword(admin);
    await access.link(developer, 'google');
    await access.link(reader, 'github');
    await access.demand(acme, { methods: ['google', 'github'] });
    expect(await debtsOf(admin)).toEqual([{ kind: 'method', methods: ['google', 'github'] }]);
    expect(await names({ owes: 'method' })).toEqual(['Adele Admin', 'Bill Manager']);
    const withoutGithub = { ...world.deps, oauth: { ...world.deps.oauth, github: null } };
    const { items } = await listCompliance(
      withoutGithub,
      grant(),
      listComplianceSchema.parse({ owes: 'method' }),
    );
    expect(items.map(({ name }) => name)).toEqual(['Adele Admin', 'Bill Manager', 'Rea Donly']);
  });

  test('is single sign-on alone for addresses of a domain that requires it, and no second factor for who comes by it', async () => {
    const { admin, developer, 'read-only': reader, 'billing-manager': manager } = acme.people;
    const connectionId = await access.connect(acme);
    for (const person of [developer, reader]) await access.moveTo(person, `${acme.slug}.example`);
    await access.requireSso(acme, `${acme.slug}.example`);
    await access.demand(acme, { mfaGraceDays: 0, methods: ['password', 'saml'] });
    await access.givePassword(manager);
    await access.knowBySaml(acme, reader, connectionId);
    await access.knowBySaml(acme, admin, connectionId);
    expect(await debtsOf(reader)).toEqual([]);
    expect(await debtsOf(admin)).toEqual([]);
    expect(await debtsOf(developer)).toEqual([
      { kind: 'single-sign-on', domain: `${acme.slug}.example` },
    ]);
    expect((await debtsOf(manager))?.map(({ kind }) => kind)).toEqual(['second-factor']);
    expect(await names({ owes: 'single-sign-on' })).toEqual(['Devon Developer']);
    expect(await names({ owes: 'second-factor' })).toEqual(['Bill Manager']);
    expect(await names({ method: 'saml' })).toEqual(['Adele Admin', 'Rea Donly']);
    await access.deactivate(connectionId);
    expect(await names({ method: 'saml' })).toEqual([]);
    expect(await names({ owes: 'single-sign-on' })).toEqual(['Devon Developer', 'Rea Donly']);
    expect((await debtsOf(admin))?.map(({ kind }) => kind)).toEqual(['second-factor', 'method']);
  });

  test('is the same to the filter and to the row, whatever is asked of whomever', async () => {
    const connectionId = await access.connect(acme);
    const idle = await access.connect(acme, { name: 'Old', isActive: false });
    const domain = `every-${acme.slug}.example`;
    // Everybody who can be: with and without a password, Google, an app, single sign-on (old or live), the domain.
    for (let bits = 0; bits < 48; bits += 1) {
      const person = await join(`Person ${String(bits).padStart(2, '0')}`);
      if (bits & 1) await access.givePassword(person);
      if (bits & 2) await access.link(person, 'google');
      if (bits & 4) await access.giveApp(person);
      if (bits & 8) await access.moveTo(person, domain);
      if (bits >> 4 === 1) await access.knowBySaml(acme, person, connectionId);
      if (bits >> 4 === 2) await access.knowBySaml(acme, person, idle);
    }
    await access.requireSso(acme, domain);
    for (const policy of [
      {},
      { mfaGraceDays: 3 },
      { methods: ['saml'] },
      { methods: ['google', 'password'], mfaGraceDays: 0 },
      { methods: ['saml', 'google'], mfaGraceDays: 1 },
    ]) {
      await access.demand(acme, policy);
      const all = (await list({ limit: 100 })).items;
      const whoOwe = (kind?: string) =>
        all
          .filter(({ debts }) =>
            kind === undefined ? debts.length > 0 : debts.some((debt) => debt.kind === kind),
          )
          .map(({ name }) => name);
      expect(await names({ owes: 'anything', limit: 100 })).toEqual(whoOwe());
      for (const kind of debtKinds) {
        expect([policy, kind, await names({ owes: kind, limit: 100 })]).toEqual([
          policy,
          kind,
          whoOwe(kind),
        ]);
      }
    }
  });

  test('is nothing that another organization asks', async () => {
    const globex = await world.tenant('Globex');
    await access.demand(globex, { mfaGraceDays: 0, methods: ['saml'] });
    await access.requireSso(globex, 'example.com');
    expect(await names({ owes: 'anything' })).toEqual([]);
    expect((await list({}, globex)).items).toHaveLength(4);
    const theirs = (await list({}, globex)).items.map(({ userId }) => userId);
    expect(theirs).not.toContain(acme.people.admin.userId);
  });
});

describe('the file', () => {
  const file = async (fields: object = {}) => {
    const pieces: string[] = [];
    const input = listComplianceSchema.parse(fields);
    for await (const piece of exportCompliance(world.deps, grant(), input)) pieces.push(piece);
    return pieces.join('').trimEnd().split('\r\n');
  };

  test('says what the list says, runs no formula, and is told in the log', async () => {
    await join('=cmd()');
    await access.demand(acme, { mfaGraceDays: 7 });
    await access.signIn(acme.people.developer, 'google+totp');
    const at = world.deps.clock.now().toISOString();
    const lines = await file({ owes: 'anything', sort: 'name' });
    expect(lines[0]).toBe(
      'id,name,email,role,two-factor,sign-in methods,last sign-in at,last sign-in with,owes,second factor due at,reminded at',
    );
    expect(lines).toHaveLength(6);
    const line = lines.find((each) => each.includes('Devon Developer'));
    expect(line).toContain(
      `Developer,off,,${at},Google and authenticator app,Second factor,${inDays(7).toISOString()},`,
    );
    expect(lines.find((each) => each.includes('cmd'))).toContain(",'=cmd(),");
    const events = await auditOf(world, acme.organizationId);
    expect(events.filter(({ action }) => action === 'compliance-list.exported')).toMatchObject([
      { actor_id: acme.people.admin.userId, after: { owes: 'anything', sort: 'name' } },
    ]);
  });

  test('does not leave without its event', async () => {
    await withoutAudit(world, async () => {
      await expect(file()).rejects.toThrow();
    });
  });
});
