import type { Role } from '@/lib/authz/permissions';
import type { SignInMethod } from '@/lib/sessions/model';
import type { MemberStatus } from '@/lib/orgs/model';

/** A member as the pages here show them. Instants are ISO 8601, since they cross to the browser. */
export type MemberView = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  teams: { id: string; name: string }[];
  status: MemberStatus;
  /** Null for readers who may not see keys. */
  keyCount: number | null;
  /** How they sign in; null for readers who may not know. */
  signIn: { mfa: boolean; methods: SignInMethod[] } | null;
  joinedAt: string;
  lastActiveAt: string | null;
  /** Whether it is the reader. */
  isReader: boolean;
};

/** A key that a change of role stops or wakes. */
export type AffectedKeyView = { id: string; name: string; hint: string; teamName: string };

/** What a change of role would do. */
export type RoleChangeView = {
  to: Role;
  decision: 'change' | 'unchanged' | 'last-admin';
  suspended: AffectedKeyView[];
  resumed: AffectedKeyView[];
  /** Those that wait and that the member could not send any more. */
  invitations: { fate: 'hand-over' | 'revoke'; count: number; emails: string[] };
};

/** An organization that is being deleted, as its banner tells it. */
export type DeletionView = { requestedBy: string | null; requestedAt: string; endsAt: string };

/** What deleting it would stop. */
export type DeletionEffectsView = {
  members: number;
  invitations: number;
  keys: {
    live: number;
    used: number;
    latest: { name: string; hint: string; lastUsedAt: string }[];
  };
};
