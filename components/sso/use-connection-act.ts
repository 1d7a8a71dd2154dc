'use client';

import { useRouter } from 'next/navigation';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { useToast } from '../ui/toast';
import type { ConnectionAction } from './views';

/** An act on a connection behind a button: asks for a proof where one is due, and shows the page as it is afterwards. */
export function useConnectionAct() {
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  async function act<T>(
    action: ConnectionAction<T>,
    input: object,
    done: { title: string; leaveTo?: string },
  ): Promise<ActionState<T>> {
    const answer = await guard(() => action(idle, input));
    if (answer.status === 'ok') {
      toast.show({ title: done.title });
      if (done.leaveTo === undefined) router.refresh();
      else router.push(done.leaveTo);
    }
    return answer;
  }
  return { act, dialog };
}
