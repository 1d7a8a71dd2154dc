import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Actor } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { enqueueJob } from '@/lib/platform/jobs';
import { mailAdmins } from './deletion-notice';
import { selectAdmins } from './deletion-repository';
import {
  lockUnbegun,
  purgeRows,
  selectDue,
  type DueOrganization,
  type PurgeStep,
} from './purge-repository';

/** A second or two of work: short enough for a lock, and for what is done again after a crash. */
const rowsPerStep = 2_000;
/** After so many steps the job makes room for others, and another goes on. */
const stepsPerRun = 50;

const eraser: Actor = { kind: 'system', id: null, label: 'Gatehouse', sessionMethod: null };

/**
 * Erases the organizations whose time to be kept is over, in steps of a bounded number of rows, each a transaction of its
 * own: whatever ends the process, the next run goes on where the last step ended. Whether the time is over is judged by the
 * database at each step, under the lock under which it is kept: one of the two wins.
 * @returns how many were erased to the end.
 */
export async function purgeOrganizations(
  deps: Deps,
  { maxRows = rowsPerStep, maxSteps = stepsPerRun } = {},
): Promise<number> {
  const { due, strays } = await asSystem(deps.db, 'purge', selectDue);
  let erased = 0;
  let stepsLeft = maxSteps;
  for (const organization of due) {
    let step: PurgeStep = 'more';
    while (step === 'more' && stepsLeft > 0) {
      stepsLeft -= 1;
      step = await takeStep(deps, organization, maxRows);
    }
    if (step === 'done') erased += 1;
    if (step === 'more') {
      await asSystem(deps.db, 'purge', (tx) =>
        enqueueJob(tx, 'purge-organizations', {}, { jobKey: 'purge-organizations' }),
      );
      return erased;
    }
  }
  for (const id of strays) await asSystem(deps.db, 'purge', (tx) => purgeRows(tx, id, maxRows));
  return erased;
}

/** The first step of an organization tells its Admins and the installation's log, in the transaction that begins it. */
async function takeStep(
  deps: Deps,
  { id, name, slug }: DueOrganization,
  maxRows: number,
): Promise<PurgeStep> {
  return asSystem(
    deps.db,
    'purge',
    async (tx) => {
      const begins = await lockUnbegun(tx, id);
      const admins = begins ? await selectAdmins(tx, id) : [];
      const step = await purgeRows(tx, id, maxRows);
      if (!begins || step === 'not-due') return step;
      const at = deps.clock.now();
      await mailAdmins(deps, tx, admins, {
        change: 'erased',
        organization: { name, slug },
        by: null,
        at,
        until: null,
      });
      await recordAuditEvent(deps, tx, {
        organizationId: null,
        actor: eraser,
        request: { ip: null, userAgent: null, requestId: 'purge-organizations' },
        action: 'installation.organization-erased',
        target: { kind: 'organization', id, label: slug },
      });
      return step;
    },
    60_000,
  );
}
