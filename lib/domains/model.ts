import type { Role } from '@/lib/authz/permissions';

/** Plenty for a company, and a bound on what the job looks up for one. */
export const maxDomains = 50;

/** An underscored name (RFC 8552): no host can have it, so nobody gets it by renting out names. */
export const challengeLabel = '_gatehouse-challenge';

export const recordNameOf = (domain: string) => `${challengeLabel}.${domain}`;
export const recordValueOf = (token: string) => `gatehouse-verification=${token}`;

/** How people with an address on a verified domain become members: not by it, by their own wish, by their first single sign-on. */
export const joinModes = ['none', 'offer', 'provision'] as const;
export type JoinMode = (typeof joinModes)[number];

/** What they may become. Nobody becomes an Admin by an address. */
export const joinRoles = [
  'developer',
  'billing-manager',
  'read-only',
] as const satisfies readonly Role[];
export type JoinRole = (typeof joinRoles)[number];

/** Why a check did not find the record. `taken` found it, for a domain that another organization has verified. */
export type CheckFailure = 'absent' | 'other' | 'unanswered' | 'taken';

/** What is known of the proof of a domain. */
export type DomainProof = {
  token: string;
  createdAt: Date;
  verifiedAt: Date | null;
  lapsedAt: Date | null;
  lastCheckedAt: Date | null;
  lastFailure: CheckFailure | null;
  failingSince: Date | null;
  nextCheckAt: Date | null;
};

export type Domain = DomainProof & {
  id: string;
  domain: string;
  joinMode: JoinMode;
  joinRole: JoinRole;
  /** Whether its addresses sign in by the organization's identity provider and in no other way. */
  requiresSso: boolean;
  createdByName: string;
};

/** What it takes to require single sign-on: that people can sign in by it, and somebody on the day on which it fails. */
export type SsoReadiness = {
  hasConnection: boolean;
  /** By the security policy. */
  isAllowed: boolean;
  hasEmergencyAccess: boolean;
};

/** Whom it concerns: members with an address at the domain, and those of them who came another way. */
export type SsoRequirementPreview = {
  members: number;
  signedInOtherwise: { count: number; names: string[]; isOneOfThem: boolean };
};

/** `unproved`: the job stopped looking, and only a person looks again. `failing`: it counts still, but will end. */
export type DomainState = 'waiting' | 'unproved' | 'verified' | 'failing' | 'lapsed';

export function stateOf({
  verifiedAt,
  lapsedAt,
  failingSince,
  nextCheckAt,
}: Pick<DomainProof, 'verifiedAt' | 'lapsedAt' | 'failingSince' | 'nextCheckAt'>): DomainState {
  if (verifiedAt !== null) return failingSince === null ? 'verified' : 'failing';
  if (lapsedAt !== null) return 'lapsed';
  return nextCheckAt === null ? 'unproved' : 'waiting';
}

const daySeconds = 24 * 60 * 60;
/** For how long the job looks for a record that was never there. */
export const waitingSeconds = 7 * daySeconds;
/** For how long a record may be gone before what it proved ends. */
export const graceSeconds = 7 * daySeconds;

/** A place in an organization that a person's own address opens. */
export type JoinOffer = {
  domainId: string;
  domain: string;
  organizationName: string;
  role: JoinRole;
};
