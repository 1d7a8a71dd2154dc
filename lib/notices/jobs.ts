import type { MailDeps } from './send-mail';
import { sendMail } from './send-mail';

/** The tasks of the mail outbox, by name, for the worker's list. */
export function mailTasks(deps: MailDeps) {
  return {
    'send-mail': async (payload: unknown) => {
      await sendMail(deps, (payload as { mailId: string }).mailId);
    },
  };
}
