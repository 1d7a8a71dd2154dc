import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { decideArchive, requireMoveTarget } from './decide-archive';
import type { AffectedKeys } from './member-keys';
import { requireTeamRow } from './require-team';
import type { TeamKey, TeamKeys } from './team-keys';
import { selectMembersOfThisTeamAlone } from './team-member-repository';
import type { PreviewArchiveTeamInput } from './team-schema';

export type ArchivePreview = {
  teamId: string;
  decision: 'archive' | 'default' | 'archived';
  /** All its keys that are not revoked. */
  keys: TeamKey[];
  /** Of those, what a move to the named team would stop or wake. */
  move: ({ toTeamId: string } & AffectedKeys) | null;
  /** How many members are in no other team, and would join the default one. */
  membersToDefault: number;
};

/** Makes the use case that says what archiving a team would do, for the dialog that asks first. Changes nothing. */
export function previewArchiveTeamWith(teamKeys: TeamKeys) {
  return async function previewArchiveTeam(
    deps: Deps,
    grant: Grant<'team.archive'>,
    { teamId, moveToTeamId }: PreviewArchiveTeamInput,
  ): Promise<ArchivePreview> {
    const { organizationId } = grant;
    return withOrg(deps.db, organizationId, async (tx) => {
      const team = await requireTeamRow(tx, organizationId, teamId);
      const keys = await teamKeys.list(tx, organizationId, teamId);
      const alone = await selectMembersOfThisTeamAlone(tx, organizationId, teamId);
      const base = {
        teamId,
        decision: decideArchive(team),
        keys,
        membersToDefault: alone.length,
      };
      if (moveToTeamId === undefined) return { ...base, move: null };
      const to = await requireMoveTarget(tx, organizationId, teamId, moveToTeamId);
      const affected = await teamKeys.previewMove(tx, organizationId, keys, to.id);
      return { ...base, move: { toTeamId: to.id, ...affected } };
    });
  };
}
