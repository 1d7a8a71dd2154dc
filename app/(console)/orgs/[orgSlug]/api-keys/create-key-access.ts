import type { ActionState } from '@/lib/kernel/action-state';
import { inactiveReason } from '@/components/orgs/inactive-organization';
import type { Catalogue, CreatedKey, Team } from '@/components/api-keys/views';
import { reachOf, roleNames, rolesWith } from '@/lib/authz/permissions';
import { listModels } from '@/lib/catalogue/list-models';
import { listServices } from '@/lib/catalogue/list-services';
import { listTeams } from '@/lib/orgs/list-teams';
import { findPolicy } from '@/lib/policy/find-policy';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { createApiKeyAction } from './actions';

/** What the key dialog needs, or why the reader is not offered it. */
export type CreateKeyAccess =
  | {
      allowed: true;
      createKey: (
        previous: ActionState<CreatedKey>,
        data: FormData,
      ) => Promise<ActionState<CreatedKey>>;
      /** Those in which the reader may make keys. */
      teams: Team[];
      baseUrl: string;
      /** For how many days a key may work; null: for good. */
      maxKeyDays: number | null;
    }
  | {
      allowed: false;
      /** Whether the organization itself is stopped, or the reader lacks something that Admins give. */
      because: 'organization' | 'reader';
      reason: string;
    };

const lacking = (reason: string) => ({ allowed: false, because: 'reader', reason }) as const;

const creators = rolesWith('api-key.create').map((role) => `${roleNames[role]}s`);

export async function createKeyAccess(orgSlug: string): Promise<CreateKeyAccess> {
  const access = await pageAccess(orgSlug, 'api-key.create');
  const stopped = inactiveReason(access.membership.status);
  const mayEver = reachOf(access.membership.role, 'api-key.create') !== false;
  if (mayEver && stopped !== undefined) {
    return { allowed: false, because: 'organization', reason: stopped };
  }
  if (!access.allowed) return lacking(`${creators.join(' and ')} create keys.`);
  const { grant } = access;
  const deps = webDeps();
  const teamAccess = await pageAccess(orgSlug, 'team.read');
  const all = teamAccess.allowed ? await listTeams(deps, teamAccess.grant) : [];
  const reading = await pageAccess(orgSlug, 'organization.read');
  const policy = reading.allowed ? await findPolicy(deps, reading.grant) : null;
  const teams = all.filter(({ mine }) => mine || grant.reach === 'all');
  if (teams.length === 0) {
    return lacking('You can create keys in your own teams, and you are in none. Ask an Admin.');
  }
  return {
    allowed: true,
    createKey: createApiKeyAction.bind(null, orgSlug),
    teams: sortMineFirst(teams).map(({ id, name }) => ({ id, name })),
    baseUrl: deps.config.appUrl,
    maxKeyDays: policy?.maxKeyDays ?? null,
  };
}

/** The first is preselected, and it should be one's own. */
function sortMineFirst<T extends { mine: boolean }>(teams: readonly T[]): T[] {
  return [...teams].sort((a, b) => Number(b.mine) - Number(a.mine));
}

/** What keys can be limited to, and what the snippets call. */
export async function loadCatalogue(orgSlug: string): Promise<Catalogue> {
  const access = await pageAccess(orgSlug, 'organization.read');
  if (!access.allowed) return { services: [], models: [] };
  const deps = webDeps();
  const [services, models] = await Promise.all([
    listServices(deps, access.grant),
    listModels(deps, access.grant),
  ]);
  return { services, models };
}
