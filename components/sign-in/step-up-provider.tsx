'use client';

import { createContext, use, type ReactNode } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import type { StepUpMethod } from '@/lib/sign-in/model';

export type StepUpActions = {
  /** By what the person can confirm who they are, the best first. */
  listMethods: (
    previous: ActionState<StepUpMethod[]>,
    input: Record<string, never>,
  ) => Promise<ActionState<StepUpMethod[]>>;
  prove: (previous: ActionState<null>, data: FormData) => Promise<ActionState<null>>;
};

const StepUpContext = createContext<StepUpActions>({
  listMethods: () => Promise.resolve(idle),
  prove: () => Promise.resolve(idle),
});

/** Hands the actions of step-up to whatever on a page calls `useStepUp`. */
export function StepUpProvider({
  listMethods,
  prove,
  children,
}: StepUpActions & { children: ReactNode }) {
  return <StepUpContext value={{ listMethods, prove }}>{children}</StepUpContext>;
}

export function useStepUpActions(): StepUpActions {
  return use(StepUpContext);
}
