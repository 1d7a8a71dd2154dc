'use client';

import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import type { PolicyEffect } from '@/lib/policy/model';
import { useStepUp } from '../sign-in/step-up';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import { useAct } from '../ui/use-act';

type Preview = { seen: string; effects: PolicyEffect[] };

export type PolicyActions = {
  previewPolicy: (previous: unknown, input: unknown) => Promise<ActionState<Preview>>;
  updatePolicy: (previous: unknown, input: unknown) => Promise<ActionState<null>>;
};

type Asked = Preview & { data: FormData };

/** Saves a policy that hits nobody at once; any other only after it was shown whom it hits, again where that changed. */
export function usePolicyForm({ previewPolicy, updatePolicy }: PolicyActions) {
  const { show } = useToast();
  const stepUp = useStepUp('policy.change');
  const [asked, setAsked] = useState<Asked | null>(null);

  async function save({ data, seen }: Pick<Asked, 'data' | 'seen'>): Promise<ActionState<null>> {
    data.set('seen', seen);
    const answer = await stepUp.guard(() => updatePolicy(idle, data));
    if (answer.status === 'ok') {
      setAsked(null);
      show({ tone: 'success', title: 'Security policy saved' });
    }
    if (answer.status !== 'error' || answer.code !== 'changed') return answer;
    const again = await previewPolicy(idle, data).catch(() => unreachable);
    if (again.status === 'ok') setAsked({ ...again.data, data });
    return answer;
  }

  const form = useAct(async (_: ActionState<null>, data): Promise<ActionState<null>> => {
    const preview = await previewPolicy(idle, data);
    if (preview.status !== 'ok') return preview;
    if (preview.data.effects.length === 0) return save({ data, seen: preview.data.seen });
    setAsked({ ...preview.data, data });
    return idle;
  });
  const confirmation = useAct((): Promise<ActionState<null>> =>
    asked === null ? Promise.resolve(idle) : save(asked),
  );
  return { form, confirmation, asked, close: () => setAsked(null), stepUp: stepUp.dialog };
}
