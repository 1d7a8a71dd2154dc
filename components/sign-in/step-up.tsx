'use client';

import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { sensitiveActs, type SensitiveAct } from '@/lib/sessions/sensitive-acts';
import { Dialog } from '../ui/dialog';
import { ProofForm } from './proof-form';
import { useStepUpActions, type StepUpWays } from './step-up-provider';

type Asked = { ways: StepUpWays; settle: (isProved: boolean) => void };

/**
 * For sensitive acts: `guard(run)` runs one, and where it needs a fresh proof of identity asks for that in a dialog and
 * runs it once more. Render `dialog` beside what acts: inside its dialog, if it has one, but outside its form.
 */
export function useStepUp(act: SensitiveAct) {
  const { listMethods } = useStepUpActions();
  const [asked, setAsked] = useState<Asked | null>(null);

  async function guard<T>(run: () => Promise<ActionState<T>>): Promise<ActionState<T>> {
    const answer = await run();
    if (answer.status !== 'error' || answer.code !== 'reauthentication-required') return answer;
    const ways = await listMethods(idle, {});
    if (ways.status !== 'ok') return ways.status === 'error' ? ways : answer;
    const isProved = await new Promise<boolean>((settle) => setAsked({ ways: ways.data, settle }));
    setAsked(null);
    return isProved ? run() : idle;
  }

  const dialog = (
    <Dialog
      title="Confirm that it is you"
      description={`You are about to ${sensitiveActs[act]}. Once confirmed, this stays open for ten minutes.`}
      size="sm"
      open={asked !== null}
      keepOnOutsidePress
      onOpenChange={(open) => {
        if (!open) asked?.settle(false);
      }}
    >
      {asked && <ProofForm act={act} ways={asked.ways} onProved={() => asked.settle(true)} />}
    </Dialog>
  );
  return { guard, dialog };
}
