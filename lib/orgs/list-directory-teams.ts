import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectDirectoryTeams, type DirectoryTeam } from './directory-repository';

/** The teams to filter the directory by. Without the number of their members, whose counting takes longer the more they are. */
export async function listDirectoryTeams(
  deps: Deps,
  { organizationId }: Grant<'member.read'>,
): Promise<DirectoryTeam[]> {
  return withOrg(deps.db, organizationId, (tx) => selectDirectoryTeams(tx, organizationId));
}
