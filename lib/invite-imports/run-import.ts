import { recordAuditEvents } from '@/lib/audit/record-audit-events';
import { reachOf } from '@/lib/authz/permissions';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import {
  insertInvitations,
  insertInvitationTeams,
  revokeExpired,
} from '@/lib/invites/bulk-repository';
import { enqueueBatch } from '@/lib/notices/enqueue-batch';
import { enqueueJob } from '@/lib/platform/jobs';
import { selectMember, type MemberRow } from '@/lib/orgs/member-repository';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { draftInvitations, drafter, expiryOf, type Drafts } from './draft-invitations';
import { recordImportEnd, starterOf } from './import-events';
import { judgeAgain, type ReadyRow, type TeamChoice } from './judge-rows';
import { isFault, type RowState, type StopReason } from './model';
import { factsOf } from './preview-import';
import {
  addInvited,
  endStandstill,
  lockImport,
  selectTeamChoices,
  updateImport,
  type ImportRow,
} from './repository';
import { countStates, selectReadyRows, stopReadyRows, updateStates } from './row-repository';

/** Long enough to be worth a transaction, short enough that others of the organization hardly wait. */
const rowsPerChunk = 1_000;

export const runTask = 'run-invitation-import';
export type ImportJob = { organizationId: string; importId: string };
/** One job for each list, however often it is asked for. */
export const importJobKey = ({ importId }: ImportJob): string => `invitation-import:${importId}`;

/**
 * Writes the invitations of an import, chunk by chunk, each in one transaction with its events, its mails and what became
 * of its lines. So it can end anywhere and be begun again by another worker: what is written is written whole and not
 * once more, and what is not is found again. Two at once take turns.
 */
export async function runInvitationImport(deps: Deps, job: ImportJob): Promise<void> {
  const draft = (after: number) => draftInvitations(deps, job, { after, limit: rowsPerChunk });
  let place: number | null = 0;
  let drafts = await draft(place);
  while (place !== null) {
    const next = drafts?.next ?? null;
    // While the database writes these, the processor makes the next.
    const written = writeChunk(deps, job, place, drafts);
    [place, drafts] = await Promise.all([written, next === null ? null : draft(next)]);
  }
}

/**
 * Writes the next few lines.
 * @param after a place before which none is left; 0 wherever that is not known.
 * @returns the place to go on from, or null where all is written.
 */
async function writeChunk(
  deps: Deps,
  { organizationId, importId }: ImportJob,
  after: number,
  drafts: Drafts | null,
): Promise<number | null> {
  return withOrg(deps.db, organizationId, async (tx) => {
    await endStandstill(tx);
    // First, as everybody does who decides about members and invitations: nothing comes between the look and the write.
    await lockOrganization(tx, organizationId);
    const row = await lockImport(tx, organizationId, importId);
    if (row?.status !== 'running') return null;
    const organization = await selectOrganization(tx, organizationId);
    const inviter =
      row.startedById === null ? null : await selectMember(tx, organizationId, row.startedById);
    if (organization?.status === 'deleting') {
      // Nothing of it can be changed, and its Admins may still keep it: asked again later.
      await callAgain(deps, tx, { organizationId, importId });
      return null;
    }
    if (organization?.status !== 'active') {
      await halt(deps, tx, organizationId, row, 'organization-inactive');
      return null;
    }
    if (inviter === null || reachOf(inviter.role, 'invitation.create') === false) {
      await halt(deps, tx, organizationId, row, 'inviter-lost-right');
      return null;
    }
    const limit = rowsPerChunk;
    const rows = await selectReadyRows(tx, organizationId, importId, { after, limit });
    if (rows.length > 0) {
      await writeRows(
        deps,
        tx,
        { organizationId, organizationName: organization.name, row, inviter, drafts },
        rows,
      );
    }
    const last = rows.at(-1);
    if (rows.length === limit && last !== undefined) return last.place;
    await finish(deps, tx, organizationId, row);
    return null;
  });
}

const callAgain = (deps: Deps, tx: OrgTx, job: ImportJob) =>
  enqueueJob(tx, runTask, job, {
    jobKey: importJobKey(job),
    runAt: addSeconds(deps.clock.now(), 60 * 60),
  });

type Chunk = {
  organizationId: string;
  organizationName: string;
  row: ImportRow;
  inviter: MemberRow;
  drafts: Drafts | null;
};

async function writeRows(
  deps: Deps,
  tx: OrgTx,
  chunk: Chunk,
  rows: readonly ReadyRow[],
): Promise<void> {
  const { organizationId, row, inviter } = chunk;
  const now = deps.clock.now();
  const emails = rows.map(({ email }) => email);
  const teams = await selectTeamChoices(tx, organizationId);
  const facts = await factsOf(tx, organizationId, emails, now);
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

async function finish(
  deps: Deps,
  tx: OrgTx,
  organizationId: string,
  row: ImportRow,
): Promise<void> {
  await updateImport(tx, organizationId, row.id, { status: 'done', finishedAt: deps.clock.now() });
  await recordImportEnd(deps, tx, organizationId, {
    row,
    by: starterOf(row),
    action: 'invitation-import.finished',
    counts: await countStates(tx, organizationId, row.id),
  });
}

/** Ends it before its end: nobody may write the rest. */
async function halt(
  deps: Deps,
  tx: OrgTx,
  organizationId: string,
  row: ImportRow,
  stopReason: StopReason,
): Promise<void> {
  await stopReadyRows(tx, organizationId, row.id);
  const end = { status: 'stopped', stopReason, finishedAt: deps.clock.now() } as const;
  await updateImport(tx, organizationId, row.id, end);
  await recordImportEnd(deps, tx, organizationId, {
    row,
    by: starterOf(row),
    action: 'invitation-import.stopped',
    counts: await countStates(tx, organizationId, row.id),
    reason: stopReason,
  });
}
