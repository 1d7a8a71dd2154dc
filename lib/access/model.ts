import type { AuditAction } from '@/lib/audit/actions';
import type { SignInMethod } from '@/lib/sessions/model';

/** What an organization asks of how its members sign in, as far as somebody can owe it. */
export type Demands = {
  /** Since when a second factor is required; null where it is not. */
  mfaRequiredAt: Date | null;
  /** Days without one, from then or from joining, whichever is later. */
  mfaGraceDays: number;
  /** The ways in that are accepted, as far as this installation has them; null where every one is. */
  methods: readonly SignInMethod[] | null;
  /** Domains whose addresses sign in by single sign-on alone. */
  singleSignOn: readonly string[];
};

export const debtKinds = ['second-factor', 'method', 'single-sign-on'] as const;
export type DebtKind = (typeof debtKinds)[number];

/** What somebody has yet to do before the organization lets them in, or goes on to. */
export type Debt =
  | { kind: 'second-factor'; dueAt: Date; isOverdue: boolean }
  /** None of these opens their account. */
  | { kind: 'method'; methods: readonly SignInMethod[] }
  | { kind: 'single-sign-on'; domain: string };

/** As lists and files call them. */
export const debtNames: Record<DebtKind, string> = {
  'second-factor': 'Second factor',
  method: 'Accepted way to sign in',
  'single-sign-on': 'Single sign-on',
};

/** One member is reminded no more often than this. */
export const remindedEverySeconds = 24 * 60 * 60;

/** Whom a reminder to all would reach: how many owe something, and how many of them are reminded now. */
export type ReminderPreview = { owing: number; toRemind: number };

/** A row of the table of DESIGN.md §3, and how it stands in one organization. */
export type AccessMethodState =
  | { kind: 'password'; state: 'allowed' | 'not-allowed' }
  /** `absent`: the operator has not set the provider up. */
  | { kind: 'google' | 'github'; state: 'allowed' | 'not-allowed' | 'absent' }
  | { kind: 'totp'; state: 'optional' | 'required'; graceDays: number }
  | {
      kind: 'saml';
      /** `inactive`: there are connections, and nobody signs in by them. */
      state: 'active' | 'not-allowed' | 'inactive' | 'absent';
      /** Names of the active connections; none for who may not see connections. */
      connections: readonly string[];
      /** Domains whose addresses sign in by it alone. */
      requiredFor: readonly string[];
    }
  | {
      kind: 'api-key';
      state: 'limited' | 'unlimited';
      ipRanges: number;
      maxKeyDays: number | null;
      /** Keys that work; null for who may not see keys. */
      keys: number | null;
    };

export type AccessMethodKind = AccessMethodState['kind'];

/** The latest change of what the organization decided about it. */
export type AccessChange = { eventId: string; at: Date; by: string; action: AuditAction };

export type AccessMethod = AccessMethodState & {
  /** Members who have it set up; null for who may not know how others sign in, and for keys. */
  members: number | null;
  /** Null where there was none, and for who may not see all of the log. */
  lastChange: AccessChange | null;
};

export type AccessMethods = {
  methods: AccessMethod[];
  /** Of how many members; null as in `members` of each. */
  memberCount: number | null;
  /** Whether the reader may see who changed what. */
  showsChanges: boolean;
};
