import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { unreachable } from './unreachable';

/**
 * As `useActionState`, but outside of React's transitions: for an act that may wait for a dialog, since what happens in
 * the dialog would otherwise wait for the act.
 */
export function useAct<T>(
  act: (previous: ActionState<T>, data: FormData) => Promise<ActionState<T>>,
): [ActionState<T>, (data: FormData) => void, boolean] {
  const [state, setState] = useState<ActionState<T>>(idle);
  const [pending, setPending] = useState(false);
  const run = (data: FormData) => {
    setPending(true);
    act(state, data)
      .then(setState, () => setState(unreachable))
      .finally(() => setPending(false));
  };
  return [state, run, pending];
}
