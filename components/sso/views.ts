import type { ActionState } from '@/lib/kernel/action-state';
import type { DefaultRole, GroupRole } from '@/lib/sso/model';

/** A certificate as it crosses to the browser; instants are ISO 8601. */
export type CertificateView = { fingerprint: string; subject: string; expiresAt: string };

export type VersionView = {
  version: number;
  idpEntityId: string;
  signInUrl: string;
  binding: string;
  certificates: CertificateView[];
  emailAttribute: string | null;
  nameAttribute: string | null;
  createdAt: string;
  createdByName: string;
  testedAt: string | null;
};

export type ConnectionView = {
  id: string;
  name: string;
  /** By which people sign in; null where nobody does. */
  activeVersion: number | null;
  activatedAt: string | null;
  lastSignInAt: string | null;
  allowsIdpInitiated: boolean;
  defaultRole: DefaultRole;
  groupsAttribute: string | null;
  groupRoles: GroupRole[];
  /** The newest first. */
  versions: VersionView[];
};

/** A sign-in that was refused, for the eyes of an Admin. */
export type RefusedSignInView = {
  id: string;
  occurredAt: string;
  /** In words: which check failed, what it wanted and what came. */
  check: string;
  expected: string | null;
  received: string | null;
};

/** Steps in the console of an identity provider; names of that console stand between underscores. */
export type GuideStepView = {
  text: string;
  fields: { field: string; value: string; isOwn: boolean }[];
};
export type GuideView = {
  provider: string;
  name: string;
  steps: GuideStepView[];
  here: GuideStepView[];
};

export type ConnectionAction<T = unknown> = (
  previous: ActionState<T>,
  input: unknown,
) => Promise<ActionState<T>>;

/** The version by which people sign in. */
export function activeOf({
  versions,
  activeVersion,
}: Pick<ConnectionView, 'versions' | 'activeVersion'>): VersionView | null {
  return versions.find(({ version }) => version === activeVersion) ?? null;
}
