import type { ActionState } from '@/lib/kernel/action-state';

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
  /** The newest first. */
  versions: VersionView[];
};

export type ConnectionAction<T = unknown> = (
  previous: ActionState<T>,
  input: unknown,
) => Promise<ActionState<T>>;
