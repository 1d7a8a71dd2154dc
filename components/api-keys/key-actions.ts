import type { ActionState } from '@/lib/kernel/action-state';

export type KeyAction = (previous: ActionState, input: unknown) => Promise<ActionState>;

/** The acts on one key, bound to the organization by the page. */
export type KeyActions = {
  update: KeyAction;
  disable: KeyAction;
  enable: KeyAction;
  revoke: KeyAction;
};
