import { recordAuditEvents } from '@/lib/audit/record-audit-events';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { decideArchive, requireMoveTarget } from './decide-archive';
import { recordTeamEvent } from './record-team-event';
import { lockOrganization } from './repository';
import { requireCurrentRole } from './require-current-role';
import { requireTeamRow } from './require-team';
import type { KeyOutcome, TeamKey, TeamKeys } from './team-keys';
import { insertTeamMembers, selectMembersOfThisTeamAlone } from './team-member-repository';
import { notifyOwnersOfTeamKeys } from './team-notice';
import { selectDefaultTeam, updateTeamArchived, type TeamDetails } from './team-repository';
import type { ArchiveTeamInput } from './team-schema';

export type ArchivedTeam = { teamId: string; keyCount: number };

/**
 * Makes the use case that archives a team: it takes no new keys and members from then on, its keys are moved or revoked
 * as was chosen, whoever was in no other team joins the default one, and its history stays. All in one transaction,
 * under the lock of the organization, which creating a key and joining a team take too. Nothing happens to a key that
 * was not named to whoever decided. Saying it twice changes nothing.
 * @throws AppError `not-found`; `conflict` for the default team and for keys that came meanwhile; `invalid-input`
 * (fields `keys`, `moveToTeamId`).
 */
export function archiveTeamWith(teamKeys: TeamKeys) {
  return async function archiveTeam(
    deps: Deps,
    grant: Grant<'team.archive'>,
    input: ArchiveTeamInput,
  ): Promise<ArchivedTeam> {
    const { organizationId } = grant;
    const { teamId } = input;
    return withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      const team = await requireTeamRow(tx, organizationId, teamId);
      const decision = decideArchive(team);
      if (decision === 'default') throw isDefault();
      if (decision === 'archived') return { teamId, keyCount: 0 };
      const keys = await teamKeys.list(tx, organizationId, teamId);
      requireNamed(keys, input.keyIds);
      const fate = await settleKeys(deps, tx, grant, { team, keys, input, teamKeys });
      const joined = await joinDefault(deps, tx, grant, team);
      const now = deps.clock.now();
      await updateTeamArchived(tx, organizationId, teamId, now, now);
      await recordTeamEvent(deps, tx, grant, 'team.archived', team, {
        before: { archived: false },
        after: { archived: true, ...fate.after, membersToDefault: joined },
      });
      await notifyOwnersOfTeamKeys(deps, tx, grant, fate.byOwner, {
        team: team.name,
        change: 'archived',
        movedTo: fate.movedTo,
      });
      return { teamId, keyCount: keys.length };
    });
  };
}

const isDefault = () =>
  new AppError('conflict', 'New members join this team, so it cannot be archived.');

function requireNamed(keys: readonly TeamKey[], named: readonly string[]): void {
  if (keys.every(({ id }) => named.includes(id))) return;
  throw new AppError(
    'conflict',
    'The keys of this team changed meanwhile. Look at them again, then archive it.',
  );
}

type Settling = {
  team: TeamDetails;
  keys: readonly TeamKey[];
  input: ArchiveTeamInput;
  teamKeys: TeamKeys;
};
type Fate = {
  byOwner: Map<string, KeyOutcome>;
  movedTo: string | null;
  after: Record<string, string>;
};

async function settleKeys(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'team.archive'>,
  { team, keys, input, teamKeys }: Settling,
): Promise<Fate> {
  if (keys.length === 0) return { byOwner: new Map(), movedTo: null, after: { keys: 'none' } };
  if (input.keys === undefined) {
    throw invalidField('keys', 'This team has keys. Choose what happens to them.');
  }
  if (input.keys === 'revoke') {
    const byOwner = await teamKeys.revoke(deps, tx, grant, keys, team);
    return { byOwner, movedTo: null, after: { keys: `revoked: ${keys.length}` } };
  }
  if (input.moveToTeamId === undefined) {
    throw invalidField('moveToTeamId', 'Choose the team to which the keys move.');
  }
  const to = await requireMoveTarget(tx, grant.organizationId, team.id, input.moveToTeamId);
  const byOwner = await teamKeys.move(deps, tx, grant, keys, { from: team, to });
  return {
    byOwner,
    movedTo: to.name,
    after: { keys: `moved: ${keys.length}`, movedTo: to.name },
  };
}

/** Everybody stays in a team that lives. In two statements, since a team may have thousands who are in no other. */
async function joinDefault(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'team.archive'>,
  team: TeamDetails,
): Promise<number> {
  const { organizationId } = grant;
  const alone = await selectMembersOfThisTeamAlone(tx, organizationId, team.id);
  const fallback = await selectDefaultTeam(tx, organizationId);
  if (fallback === null) return 0;
  const userIds = alone.map(({ userId }) => userId);
  await insertTeamMembers(tx, { organizationId, teamId: fallback.id, userIds }, deps.clock.now());
  const because = `the team ${team.name} was archived`;
  const { actor, request } = grant;
  await recordAuditEvents(
    deps,
    tx,
    { organizationId, actor, request, action: 'team.member-added' },
    alone.map(({ name, email }) => ({
      target: { kind: 'team', id: fallback.id, label: fallback.name },
      after: { member: `${name} <${email}>`, because },
    })),
  );
  return alone.length;
}
