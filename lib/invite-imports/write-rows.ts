import { recordAuditEvents } from '@/lib/audit/record-audit-events';
import {
  insertInvitations,
  insertInvitationTeams,
  revokeExpired,
} from '@/lib/invites/bulk-repository';
import { enqueueBatch } from '@/lib/notices/enqueue-batch';
import type { MemberRow } from '@/lib/orgs/member-repository';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { drafter, expiryOf, type Drafts } from './draft-invitations';
import { starterOf } from './import-events';
import { judgeAgain, type ReadyRow, type TeamChoice } from './judge-rows';
import { isFault, type RowState } from './model';
import { factsOf } from './preview-import';
import { addInvited, selectTeamChoices, type ImportRow } from './repository';
import { updateStates } from './row-repository';

type Chunk = {
  organizationId: string;
  organizationName: string;
  row: ImportRow;
  inviter: MemberRow;
  drafts: Drafts | null;
};

/** Writes what has become of lines: invites those who are still to be invited, and says why of the others. */
export async function writeRows(
  deps: Deps,
  tx: OrgTx,
  chunk: Chunk,
  rows: readonly ReadyRow[],
): Promise<void> {
  const { organizationId, row, inviter } = chunk;
  const now = deps.clock.now();
  const emails = rows.map(({ email }) => email);
  const teams = await selectTeamChoices(tx, organizationId);
  const facts = await factsOf(deps, tx, organizationId, emails, now);
  const judged = judgeAgain(rows, { ownRole: inviter.role, teams }, facts);
  const ready = judged.filter(({ verdict }) => verdict.state === 'ready').map((each) => each.row);
  const again = ready.map(({ email }) => email).filter((email) => facts.expired.has(email));
  await revokeExpired(tx, organizationId, again, now);
  const invited = await invite(deps, tx, chunk, { ready, teams, now });
  const states = judged.map(({ row: { id }, verdict }) => {
    if (verdict.state !== 'ready') return { id, ...verdict, isFault: isFault(verdict.state) };
    // Not written: a revocation was taken back at this very moment.
    const state: RowState = invited.has(id) ? 'invited' : 'invited-before';
    return { id, state, detail: null, isFault: false };
  });
  await updateStates(tx, organizationId, row.id, states);
}

/** Everything that inviting somebody is, for many. @returns the ids of those who were invited. */
async function invite(
  deps: Deps,
  tx: OrgTx,
  { organizationId, organizationName, row, inviter, drafts }: Chunk,
  { ready, teams, now }: { ready: readonly ReadyRow[]; teams: readonly TeamChoice[]; now: Date },
): Promise<Set<string>> {
  const expiresAt = drafts?.expiresAt ?? expiryOf(row, now);
  const draft = drafter(deps, row, { organizationName, invitedByName: inviter.name, expiresAt });
  const drafted = ready.map((each) => ({
    ...each,
    ...(drafts?.byRow.get(each.id) ?? draft(each)),
  }));
  const written = await insertInvitations(tx, {
    organizationId,
    message: row.message,
    invitedById: inviter.userId,
    invitedByName: inviter.name,
    createdAt: now,
    expiresAt,
    rows: drafted,
  });
  const invited = drafted.filter(({ id }) => written.has(id));
  await recordInvited(deps, tx, organizationId, { row, invited, teams, expiresAt });
  await insertInvitationTeams(tx, organizationId, invited);
  const mails = invited.map(({ mail }) => mail);
  await enqueueBatch(deps, tx, row.id, mails);
  await addInvited(tx, organizationId, row.id, invited.length);
  return written;
}

async function recordInvited(
  deps: Deps,
  tx: OrgTx,
  organizationId: string,
  {
    row,
    invited,
    teams,
    expiresAt,
  }: {
    row: ImportRow;
    invited: readonly ReadyRow[];
    teams: readonly TeamChoice[];
    expiresAt: Date;
  },
): Promise<void> {
  const names = new Map(teams.map(({ id, name }) => [id, name]));
  const common = { expiresAt: expiresAt.toISOString(), importId: row.id };
  await recordAuditEvents(
    deps,
    tx,
    { organizationId, ...starterOf(row), action: 'invitation.created' },
    invited.map(({ id, email, role, teamIds }) => ({
      target: { kind: 'invitation', id, label: email },
      after: { role, teams: teamIds.map((teamId) => names.get(teamId) ?? teamId), ...common },
    })),
  );
}
