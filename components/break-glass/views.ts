import type { ActionState } from '@/lib/kernel/action-state';

/** An Admin, and what they have for the day on which single sign-on fails; instants are ISO 8601. */
export type EmergencyAdminView = {
  userId: string;
  name: string;
  email: string;
  hasPassword: boolean;
  hasSecondFactor: boolean;
  madeAt: string | null;
  usedAt: string | null;
  isReady: boolean;
};

/** An act of the page, bound to the organization. */
export type EmergencyAct<T> = (previous: ActionState<T>, input: unknown) => Promise<ActionState<T>>;
