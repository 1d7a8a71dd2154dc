import type { AccessChange, AccessMethodState, Debt } from '@/lib/access/model';
import type { Role } from '@/lib/authz/permissions';
import type { ActionState } from '@/lib/kernel/action-state';
import type { SignInMethod } from '@/lib/sessions/model';

type Dated<T> = T extends { dueAt: Date } ? Omit<T, 'dueAt'> & { dueAt: string } : T;

/** What a member owes, as it crosses to the browser. Instants are ISO 8601. */
export type DebtView = Dated<Debt>;

/** A row of the table as it crosses. */
export type AccessMethodView = AccessMethodState & {
  members: number | null;
  lastChange: (Omit<AccessChange, 'at'> & { at: string }) | null;
};

export type ComplianceView = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  mfa: boolean;
  methods: SignInMethod[];
  lastSignIn: { at: string; method: string } | null;
  debts: DebtView[];
  remindedAt: string | null;
  mayBeReminded: boolean;
  /** Whether it is the reader. */
  isReader: boolean;
};

/** An act on reminders, bound to the organization by the page. */
export type ReminderAction<T> = (
  previous: ActionState<T>,
  input: unknown,
) => Promise<ActionState<T>>;
