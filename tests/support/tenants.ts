import pg from 'pg';
import {
  authorize,
  authorizePerson,
  type Grant,
  type MemberPrincipal,
  type PersonGrant,
} from '@/lib/authz/authorize';
import { reachOf, roles, type Permission, type Role } from '@/lib/authz/permissions';
import { AppError, type ErrorCode } from '@/lib/kernel/errors';
import { addMember } from '@/lib/orgs/add-member';
import { createOrganization } from '@/lib/orgs/create-organization';
import { asSystem } from '@/lib/platform/db';
import { openSession } from '@/lib/sessions/open-session';
import { createTeam } from '@/lib/orgs/create-team';
import { listTeams } from '@/lib/orgs/list-teams';
import { seedCatalogue } from '@/prisma/seed.mjs';
import { createTestDatabase, type TestDatabase } from './database';
import { testDeps, testRequest, type TestDeps } from './deps';

export type Person = { userId: string; name: string; email: string };

/** A tenant with somebody of every role, as the use cases make them. */
export type Tenant = {
  organizationId: string;
  slug: string;
  groupId: string;
  /** `Default`, in which everybody is, and another in which nobody is. */
  teams: { default: string; other: string };
  people: Record<Role, Person>;
  /** What a person of this role gets when they ask; throws as the doors do. */
  grant<P extends Permission>(role: Role, permission: P): Grant<P>;
  /** The same for one person, with what they are said to be. */
  grantFor<P extends Permission>(
    person: Person,
    as: { role: Role; teamIds: readonly string[]; sessionId?: string; isBeingDeleted?: boolean },
    permission: P,
  ): Grant<P>;
};

export type World = {
  database: TestDatabase;
  deps: TestDeps;
  /** Sees and may do everything: for looking, and for breaking things on purpose. */
  owner: pg.Client;
  person(name?: string): Promise<Person>;
  personGrant(person: Person): PersonGrant;
  /** A session that was opened just now: for acts that take a fresh proof of identity. */
  sessionOf(person: Person): Promise<string>;
  tenant(name?: string): Promise<Tenant>;
  close(): Promise<void>;
};

/** A database of the test's own, with the catalogue in it, and makers of people and tenants. */
export async function createWorld(): Promise<World> {
  const database = await createTestDatabase();
  const deps = testDeps(database);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await seedCatalogue(owner, process.cwd());
  let count = 0;

  const person = async (name = 'Ada Example'): Promise<Person> => {
    count += 1;
    const made = { userId: deps.ids.next(), name, email: `person-${count}@example.com` };
    await owner.query(
      `INSERT INTO users (id, email, name, time_zone, created_at, updated_at) VALUES ($1, $2, $3, 'UTC', $4, $4)`,
      [made.userId, made.email, made.name, deps.clock.now()],
    );
    return made;
  };

  const principalOf = (who: Person) => ({
    userId: who.userId,
    userLabel: `${who.name} <${who.email}>`,
    sessionId: null,
    sessionMethod: 'password',
    request: testRequest(),
  });
  const personGrant = (who: Person) => authorizePerson(principalOf(who));

  const tenant = async (name = 'Acme'): Promise<Tenant> => {
    const founder = await person('Adele Admin');
    const made = await createOrganization(deps, personGrant(founder), {
      useCase: 'text-generation',
      name,
      timeZone: undefined,
    });
    const { organizationId } = made;
    const grantFor: Tenant['grantFor'] = (who, as, permission) => {
      const principal: MemberPrincipal = {
        ...principalOf(who),
        organizationId,
        isBeingDeleted: false,
        ...as,
      };
      return authorize(principal, permission);
    };
    const asFounder = <P extends Permission>(permission: P) =>
      grantFor(founder, { role: 'admin', teamIds: [] }, permission);
    const people: Record<Role, Person> = {
      admin: founder,
      developer: await person('Devon Developer'),
      'billing-manager': await person('Bill Manager'),
      'read-only': await person('Rea Donly'),
    };
    for (const role of roles.filter((each) => each !== 'admin')) {
      await addMember(deps, asFounder('member.add'), {
        userId: people[role].userId,
        role,
        teamIds: [],
      });
    }
    const { teamId: other } = await createTeam(deps, asFounder('team.create'), {
      name: 'Research',
    });
    const all = await listTeams(deps, asFounder('team.read'));
    const teams = { default: all.find((team) => team.name === 'Default')!.id, other };
    return {
      ...made,
      teams,
      people,
      grantFor,
      grant: (role, permission) =>
        grantFor(people[role], { role, teamIds: [teams.default] }, permission),
    };
  };

  return {
    database,
    deps,
    owner,
    person,
    personGrant,
    sessionOf: (who) =>
      asSystem(deps.db, 'sign-in', async (tx) => {
        const session = { userId: who.userId, method: 'password', request: testRequest() };
        return (await openSession(deps, tx, { ...session, previousToken: null })).sessionId;
      }),
    tenant,
    close: async () => {
      await Promise.all([deps.close(), owner.end()]);
      await database.drop();
    },
  };
}

/** The refusal that a promise ends in. */
export async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

export async function codeOf(work: Promise<unknown>): Promise<ErrorCode> {
  return (await refusalOf(work)).code;
}

/** Who may and who may not, for tests that go through all four. */
export function rolesThatLack(permission: Permission): Role[] {
  return roles.filter((role) => reachOf(role, permission) === false);
}

/** Whether a role is turned away at the door, with the words that the console shows. */
export function isTurnedAway(tenant: Tenant, role: Role, permission: Permission): boolean {
  try {
    tenant.grant(role, permission);
    return false;
  } catch (error) {
    return error instanceof AppError && error.code === 'forbidden';
  }
}

export type AuditRow = {
  action: string;
  actor_id: string | null;
  target_id: string | null;
  target_label: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

/** The events of an organization in the order in which they were written (nothing ever leaves that table). */
export async function auditOf(world: World, organizationId: string): Promise<AuditRow[]> {
  const { rows } = await world.owner.query<AuditRow>(
    `SELECT action, actor_id, target_id, target_label, before, after FROM audit_events
      WHERE organization_id = $1 ORDER BY occurred_at, id`,
    [organizationId],
  );
  return rows;
}

/** Runs `work` while no audit event can be written, and gives the right back afterwards. */
export async function withoutAudit(world: World, work: () => Promise<unknown>): Promise<void> {
  await world.owner.query('REVOKE INSERT ON audit_events FROM gatehouse_app, gatehouse_system');
  try {
    await work();
  } finally {
    await world.owner.query('GRANT INSERT ON audit_events TO gatehouse_app, gatehouse_system');
  }
}
