'use client';

import { useRouter } from 'next/navigation';
import type { ReminderPreview } from '@/lib/access/model';
import { idle } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { DisabledAction } from '../ui/disabled-action';
import { useToast } from '../ui/toast';
import type { ReminderAction } from './views';

const members = (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`;

/** Asks first, and says how many mails that would be. */
export function RemindAllButton({
  preview: { owing, toRemind },
  remindAll,
}: {
  preview: ReminderPreview;
  remindAll: ReminderAction<{ reminded: number }>;
}) {
  const router = useRouter();
  const toast = useToast();
  if (toRemind === 0) {
    return (
      <DisabledAction
        reason={
          owing === 0
            ? 'Nobody owes anything.'
            : 'Everybody who owes something was reminded within a day.'
        }
      >
        Remind all
      </DisabledAction>
    );
  }
  const others = owing - toRemind;
  return (
    <ConfirmDialog
      title={`Remind ${members(toRemind)}?`}
      description={
        <>
          Each gets a mail that says what they owe, by when, and where to do it.
          {others > 0 &&
            ` ${members(others)} reminded within a day ${others === 1 ? 'gets' : 'get'} none.`}
        </>
      }
      confirmLabel={`Remind ${members(toRemind)}`}
      tone="neutral"
      trigger={<Button variant="primary">Remind all</Button>}
      onConfirm={async () => {
        const answer = await remindAll(idle, {});
        if (answer.status === 'ok') {
          toast.show({ title: `${members(answer.data.reminded)} reminded by mail` });
          router.refresh();
        }
        return answer;
      }}
    />
  );
}
