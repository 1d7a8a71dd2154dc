'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import type { ReminderAction } from './views';

/** Sends one member the mail that says what they owe. */
export function RemindButton({
  userId,
  name,
  remind,
}: {
  userId: string;
  name: string;
  remind: ReminderAction<{ name: string }>;
}) {
  const router = useRouter();
  const toast = useToast();
  const [pending, setPending] = useState(false);
  const run = async () => {
    setPending(true);
    const answer = await remind(idle, { userId }).catch(() => unreachable);
    setPending(false);
    if (answer.status === 'error') {
      toast.show({ tone: 'danger', title: 'Not reminded', description: answer.message });
    } else toast.show({ title: `${name} is reminded by mail` });
    router.refresh();
  };
  return (
    <Button size="sm" loading={pending} aria-label={`Remind ${name}`} onClick={() => void run()}>
      Remind
    </Button>
  );
}
