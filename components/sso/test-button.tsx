'use client';

import { useState } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { unreachable } from '../ui/unreachable';
import type { ConnectionAction } from './views';

/** Goes to the identity provider and back to this page, with the result. Nobody is signed in by it. */
export function TestButton({
  connectionId,
  startTest,
}: {
  connectionId: string;
  startTest: ConnectionAction<{ url: string }>;
}) {
  const { guard, dialog } = useStepUp('sso.change');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async () => {
    setPending(true);
    setProblem(null);
    const answer = await guard(() => startTest(idle, { connectionId })).catch(() => unreachable);
    // Away: the button turns until the page is gone.
    if (answer.status === 'ok') {
      location.assign(answer.data.url);
      return;
    }
    setPending(false);
    if (answer.status === 'error') setProblem(answer.message);
  };
  return (
    <div className="space-y-3">
      {problem !== null && (
        <Banner tone="danger" role="alert">
          {problem}
        </Banner>
      )}
      <Button loading={pending} onClick={() => void run()}>
        Test sign-in
      </Button>
      {dialog}
    </div>
  );
}
