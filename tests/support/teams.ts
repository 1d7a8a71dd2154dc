import { createApiKey, type CreatedApiKey } from '@/lib/api-keys/create-api-key';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import type { Role } from '@/lib/authz/permissions';
import { addTeamMembersWith } from '@/lib/orgs/add-team-members';
import { createTeam } from '@/lib/orgs/create-team';
import type { Person, Tenant, World } from './tenants';

type KeyState = { name: string; status: string; team: string };

/** What tests of teams do over and over, in one tenant of a world. */
export function teamsOf(world: World, tenant: Tenant) {
  const addMembers = addTeamMembersWith(keysOfMember);
  return {
    create: async (name: string) =>
      (await createTeam(world.deps, tenant.grant('admin', 'team.create'), { name })).teamId,
    add: (teamId: string, ...people: Person[]) =>
      addMembers(world.deps, tenant.grant('admin', 'team.update-members'), {
        teamId,
        userIds: people.map(({ userId }) => userId),
      }),
    /** A key of somebody's own, as their role and this team let them make it. */
    key: (
      who: Person,
      name: string,
      { teamId, role = 'developer' }: { teamId: string; role?: Role },
    ): Promise<CreatedApiKey> => {
      const grant = tenant.grantFor(who, { role, teamIds: [teamId] }, 'api-key.create');
      const input = createApiKeySchema.parse({ name, environment: 'staging', teamId });
      return createApiKey(world.deps, grant, input);
    },
    keys: async (): Promise<Record<string, string>> => {
      const { rows } = await world.owner.query<KeyState>(
        `SELECT k.name, k.status, t.name AS team FROM api_keys k JOIN teams t ON t.id = k.team_id
          WHERE k.organization_id = $1`,
        [tenant.organizationId],
      );
      return Object.fromEntries(
        rows.map(({ name, status, team }) => [name, `${status} in ${team}`]),
      );
    },
    /** The names of the live teams that somebody is in. */
    teamsOf: async ({ userId }: Person): Promise<string[]> => {
      const { rows } = await world.owner.query<{ name: string }>(
        `SELECT t.name FROM team_memberships m JOIN teams t ON t.id = m.team_id
          WHERE m.organization_id = $1 AND m.user_id = $2 AND t.archived_at IS NULL ORDER BY t.name`,
        [tenant.organizationId, userId],
      );
      return rows.map(({ name }) => name);
    },
  };
}
