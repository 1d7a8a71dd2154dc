'use client';

import { createContext, use, type ReactNode } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import type { Provider } from '@/lib/identities/model';
import type { SensitiveAct } from '@/lib/sessions/sensitive-acts';
import type { StepUpMethod } from '@/lib/sign-in/model';

/** By what is typed, the best first, and at whom else. */
export type StepUpWays = {
  methods: StepUpMethod[];
  providers: Provider[];
  /** Whether the identity provider that opened the session can be asked. */
  sso: boolean;
};

export type StepUpActions = {
  /** By what the person can confirm who they are, the best first. */
  listMethods: (
    previous: ActionState<StepUpWays>,
    input: Record<string, never>,
  ) => Promise<ActionState<StepUpWays>>;
  prove: (previous: ActionState<null>, data: FormData) => Promise<ActionState<null>>;
  /** Where to go for a proof by a provider, which leads back to `returnTo`. */
  leave: (
    previous: ActionState<{ url: string }>,
    input: { provider: Provider; act: SensitiveAct; returnTo: string },
  ) => Promise<ActionState<{ url: string }>>;
  /** The same at the identity provider of the session. */
  leaveForSso: (
    previous: ActionState<{ url: string }>,
    input: { act: SensitiveAct; returnTo: string },
  ) => Promise<ActionState<{ url: string }>>;
};

const StepUpContext = createContext<StepUpActions>({
  listMethods: () => Promise.resolve(idle),
  prove: () => Promise.resolve(idle),
  leave: () => Promise.resolve(idle),
  leaveForSso: () => Promise.resolve(idle),
});

/** Hands the actions of step-up to whatever on a page calls `useStepUp`. */
export function StepUpProvider({
  listMethods,
  prove,
  leave,
  leaveForSso,
  children,
}: StepUpActions & { children: ReactNode }) {
  return (
    <StepUpContext value={{ listMethods, prove, leave, leaveForSso }}>{children}</StepUpContext>
  );
}

export function useStepUpActions(): StepUpActions {
  return use(StepUpContext);
}
