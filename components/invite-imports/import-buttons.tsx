'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import { people } from './views';

type Act<T> = (previous: ActionState<T>, input: { importId: string }) => Promise<ActionState<T>>;

/** Sends the invitations of a preview, or throws it away. */
export function PreviewButtons({
  importId,
  ready,
  importsPath,
  start,
  discard,
}: {
  importId: string;
  ready: number;
  importsPath: string;
  start: Act<{ importId: string }>;
  discard: Act<{ importId: string }>;
}) {
  const router = useRouter();
  const { show } = useToast();
  const { guard, dialog } = useStepUp('member.make-admin');
  const [pending, setPending] = useState<'start' | 'discard' | null>(null);

  async function run(what: 'start' | 'discard'): Promise<void> {
    setPending(what);
    const work =
      what === 'start'
        ? () => guard(() => start(idle, { importId }))
        : () => discard(idle, { importId });
    const answer = await work().catch(() => unreachable);
    setPending(null);
    if (answer.status === 'error') show({ tone: 'danger', title: answer.message });
    if (answer.status !== 'ok') return;
    if (what === 'discard') router.push(importsPath);
    router.refresh();
  }

  return (
    <>
      <Button loading={pending === 'discard'} onClick={() => void run('discard')}>
        Discard
      </Button>
      <Button
        variant="primary"
        loading={pending === 'start'}
        disabled={ready === 0}
        aria-describedby="invited-by-this"
        onClick={() => void run('start')}
      >
        Send invitations
      </Button>
      <span id="invited-by-this" className="sr-only">
        {people(ready)}
      </span>
      {dialog}
    </>
  );
}

/** Ends an import that runs. */
export function StopButton({
  importId,
  stop,
}: {
  importId: string;
  stop: Act<{ stopped: number }>;
}) {
  const router = useRouter();
  const { show } = useToast();
  async function run() {
    const answer = await stop(idle, { importId }).catch(() => unreachable);
    if (answer.status === 'error') show({ tone: 'danger', title: answer.message });
    if (answer.status === 'ok') {
      show({ title: `Stopped. ${people(answer.data.stopped)} not invited.` });
    }
    router.refresh();
    return answer;
  }
  return <Button onClick={() => void run()}>Stop</Button>;
}
