import type { Grant } from '@/lib/authz/authorize';
import { reachOf, roles, type Permission, type Role } from '@/lib/authz/permissions';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { FindHeirsInput, FindOwnHeirsInput } from './departure-schema';
import { selectHeirs, type Heir } from './heir-repository';
import type { HeirDuty } from './model';

/** Enough to choose from; whoever is not among them is found by search. */
const maxHeirs = 20;

export type Heirs = { people: Heir[]; more: boolean };

const dutyPermissions: Record<HeirDuty, Permission> = {
  keys: 'api-key.create',
  invitations: 'invitation.create',
};

/** Members who could take over keys or invitations from somebody who is removed, by part of a name or address. */
export async function findHeirs(
  deps: Deps,
  grant: Grant<'member.remove'>,
  { userId, ...wanted }: FindHeirsInput,
): Promise<Heirs> {
  return find(deps, grant, userId, wanted);
}

/** The same for who leaves. They see no more than the directory shows every member. */
export async function findOwnHeirs(
  deps: Deps,
  grant: Grant<'organization.leave'>,
  wanted: FindOwnHeirsInput,
): Promise<Heirs> {
  return find(deps, grant, grant.userId, wanted);
}

async function find(
  deps: Deps,
  { organizationId }: Grant<Permission>,
  exceptUserId: string,
  { duty, teamIds, search }: FindOwnHeirsInput,
): Promise<Heirs> {
  const reaching = (reach: string): Role[] =>
    roles.filter((role) => reachOf(role, dutyPermissions[duty]) === reach);
  const people = await withOrg(deps.db, organizationId, (tx) =>
    selectHeirs(tx, organizationId, {
      exceptUserId,
      anywhere: reaching('all'),
      inOwnTeams: reaching('own-teams'),
      teamIds,
      search,
      limit: maxHeirs + 1,
    }),
  );
  return { people: people.slice(0, maxHeirs), more: people.length > maxHeirs };
}
