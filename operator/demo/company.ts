import { addMember } from '@/lib/orgs/add-member';
import { createOrganization } from '@/lib/orgs/create-organization';
import { createTeam } from '@/lib/orgs/create-team';
import { listTeams } from '@/lib/orgs/list-teams';
import { createTeamSchema } from '@/lib/orgs/team-schema';
import type { Grant } from '@/lib/authz/authorize';
import type { Permission, Role } from '@/lib/authz/permissions';
import { asSystem } from '@/lib/platform/db';
import { createUser } from '../create-user';
import { layOverOfficeHours, type Calendar } from './calendar';
import { cast, emailOf, organizationName, teams as castTeams, type CastMember } from './cast';
import { grantOf, personGrantOf, play, signIn, type Act, type Actor, type Stage } from './stage';

/** The organization while it is played: who is in it, and as what. */
export type Company = {
  organizationId: string;
  slug: string;
  teamId(name: string): string;
  actor(name: string): Actor;
  /** Their grant, as their role is by now. */
  grant<P extends Permission>(name: string, permission: P): Grant<P>;
  /** The same in a session that opens now, for what takes a fresh proof of identity. */
  grantAfterSignIn<P extends Permission>(name: string, permission: P): Promise<Grant<P>>;
  setRole(name: string, role: Role): void;
  at: Calendar;
};

/** Founds the organization, makes its teams, and lets everybody join on their day. */
export async function foundCompany(
  { deps, operator }: Stage,
  { password, now, days }: { password: string; now: Date; days: number },
): Promise<Company> {
  const at = layOverOfficeHours(now, days);
  const actors = new Map<string, Actor>();
  const roles = new Map<string, Role>();
  const teams = new Map<string, string>();
  const find = <T>(map: Map<string, T>, name: string): T => {
    const found = map.get(name);
    if (found === undefined) throw new Error(`the demo has no ${name}`);
    return found;
  };

  const join = async ({ name, role }: CastMember): Promise<Actor> => {
    const email = emailOf(name);
    const passwordHash = await deps.passwords.hash(password);
    const user = await asSystem(deps.db, 'operator', (tx) =>
      createUser(deps, tx, operator, { name, email, passwordHash }),
    );
    const actor = { ...user, seat: actors.size };
    actors.set(name, actor);
    roles.set(name, role);
    return actor;
  };

  const [founder, ...others] = cast;
  if (founder === undefined) throw new Error('the demo has no founder');
  deps.clock.set(at(0));
  const { organizationId, slug } = await createOrganization(
    deps,
    personGrantOf(deps, await join(founder)),
    { name: organizationName, useCase: 'chat-integration', timeZone: 'Europe/Stockholm' },
  );
  const placeOf = (name: string) => {
    const member = cast.find((each) => each.name === name);
    const teamIds = (member?.teams ?? []).map((team) => find(teams, team));
    return { organizationId, role: find(roles, name), teamIds };
  };
  const company: Company = {
    organizationId,
    slug,
    at,
    teamId: (name) => find(teams, name),
    actor: (name) => find(actors, name),
    setRole: (name, role) => roles.set(name, role),
    grant: (name, permission) => grantOf(deps, find(actors, name), placeOf(name), permission),
    grantAfterSignIn: async (name, permission) =>
      grantOf(deps, await signIn(deps, find(actors, name)), placeOf(name), permission),
  };
  for (const [index, { name, costCentre, tags }] of castTeams.entries()) {
    deps.clock.set(at(0, 1 + index));
    const place = { organizationId, role: founder.role, teamIds: [] };
    const grant = grantOf(deps, find(actors, founder.name), place, 'team.create');
    const input = createTeamSchema.parse({ name, costCentre, tags });
    teams.set(name, (await createTeam(deps, grant, input)).teamId);
  }
  const place = { organizationId, role: founder.role, teamIds: [] };
  const listed = grantOf(deps, find(actors, founder.name), place, 'team.read');
  for (const { id, name } of await listTeams(deps, listed)) teams.set(name, id);

  const joinings = others.map((member, index): Act => ({
    at: at(member.joinsOnDay, 1 + (index % 7) + 0.2),
    run: async () => {
      const { userId } = await join(member);
      const teamIds = member.teams.map((team) => find(teams, team));
      const by = member.joinsOnDay > 20 && index % 2 === 0 ? 'Priya Raman' : founder.name;
      await addMember(deps, company.grant(by, 'member.add'), {
        userId,
        role: member.role,
        teamIds,
      });
    },
  }));
  await play(deps.clock, joinings);
  return company;
}
