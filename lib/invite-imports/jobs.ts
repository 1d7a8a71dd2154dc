import { adviseOnInvitationMail } from '@/lib/invites/advise-on-mail';
import { batchTask } from '@/lib/notices/enqueue-batch';
import { sendBatchLot, type BatchDeps } from '@/lib/notices/send-batch';
import type { MailDeps } from '@/lib/notices/send-mail';
import type { MailTemplate } from '@/lib/notices/templates';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deleteExpiredImports } from './repository';
import { runInvitationImport, runTask, type ImportJob } from './run-import';

/** Whether other mails of batches may leave, by template; passed in by whoever composes, since their domains come later. */
export type OtherAdvice = Partial<Record<MailTemplate['template'], BatchDeps['adviseOn']>>;

/** The tasks of imports, by name, for the worker's list. */
export function importTasks(deps: Deps & MailDeps, others: OtherAdvice = {}) {
  return {
    [runTask]: (payload: unknown) => runInvitationImport(deps, payload as ImportJob),
    [batchTask]: () =>
      sendBatchLot({
        ...deps,
        mailsPerMinute: deps.config.invitationMailsPerMinute,
        adviseOn: (tx, mail) =>
          others[mail.template]?.(tx, mail) ?? adviseOnInvitationMail(deps, tx, mail),
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
