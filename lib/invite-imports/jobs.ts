import { adviseOnInvitationMail } from '@/lib/invites/advise-on-mail';
import { batchTask } from '@/lib/notices/enqueue-batch';
import { sendBatchLot } from '@/lib/notices/send-batch';
import type { MailDeps } from '@/lib/notices/send-mail';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deleteExpiredImports } from './repository';
import { runInvitationImport, runTask, type ImportJob } from './run-import';

/** The tasks of imports, by name, for the worker's list. */
export function importTasks(deps: Deps & MailDeps) {
  return {
    [runTask]: (payload: unknown) => runInvitationImport(deps, payload as ImportJob),
    [batchTask]: () =>
      sendBatchLot({
        ...deps,
        mailsPerMinute: deps.config.invitationMailsPerMinute,
        adviseOn: (tx, mail) => adviseOnInvitationMail(deps, tx, mail),
      }),
    'prune-imports': async () => {
      const now = deps.clock.now();
      const deleted = await asSystem(deps.db, 'prune', (tx) => deleteExpiredImports(tx, now));
      if (deleted > 0)
        deps.log.info({ deleted }, 'lists of addresses past their time were deleted');
    },
  };
}

/** When they run, in the worker's crontab. Mails of batches call themselves; this finds them should one call be lost. */
export const importCron = `27 * * * * prune-imports\n* * * * * ${batchTask}`;
