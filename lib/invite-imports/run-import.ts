import { reachOf } from '@/lib/authz/permissions';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { enqueueJob } from '@/lib/platform/jobs';
import { selectMember } from '@/lib/orgs/member-repository';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { draftInvitations, type Drafts } from './draft-invitations';
import { recordImportEnd, starterOf } from './import-events';
import type { StopReason } from './model';
import { endStandstill, lockImport, updateImport, type ImportRow } from './repository';
import { countStates, selectReadyRows, stopReadyRows } from './row-repository';
import { writeRows } from './write-rows';

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
