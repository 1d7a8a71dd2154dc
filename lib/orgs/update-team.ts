import type { AuditState } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { nameTaken } from './create-team';
import { tagText } from './model';
import { recordTeamEvent } from './record-team-event';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import { requireLiveTeam } from './require-team';
import { updateTeamRow, type TeamDetails } from './team-repository';
import type { UpdateTeamInput } from './team-schema';

type Editable = Pick<TeamDetails, 'name' | 'costCentre' | 'tags'>;

/**
 * Renames a team, or changes its cost centre or tags. What is left out, or is as before, stays.
 * @throws AppError `not-found`; `invalid-input` (field `name`) for a name that is taken; `conflict` while it is archived.
 */
export async function updateTeam(
  deps: Deps,
  grant: Grant<'team.update'>,
  input: UpdateTeamInput,
): Promise<{ teamId: string }> {
  const { organizationId } = grant;
  const { teamId } = input;
  try {
    await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      const team = await requireLiveTeam(tx, organizationId, teamId);
      const next: Editable = {
        name: input.name ?? team.name,
        costCentre: input.costCentre === undefined ? team.costCentre : input.costCentre,
        tags: input.tags ?? team.tags,
      };
      const { before, after } = differenceOf(inWords(team), inWords(next));
      if (Object.keys(after).length === 0) return;
      await updateTeamRow(tx, organizationId, { id: teamId, ...next }, deps.clock.now());
      const named = { id: teamId, name: next.name };
      await recordTeamEvent(deps, tx, grant, 'team.updated', named, { before, after });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken() : error;
  }
  return { teamId };
}

const inWords = ({ name, costCentre, tags }: Editable): AuditState => ({
  name,
  costCentre,
  tags: tags.map(tagText),
});

/** The fields that differ, as they were and as they are. */
function differenceOf(from: AuditState, to: AuditState): { before: AuditState; after: AuditState } {
  const changed = Object.keys(to).filter(
    (field) => JSON.stringify(from[field]) !== JSON.stringify(to[field]),
  );
  const only = (state: AuditState) =>
    Object.fromEntries(changed.map((field) => [field, state[field] ?? null])) as AuditState;
  return { before: only(from), after: only(to) };
}
