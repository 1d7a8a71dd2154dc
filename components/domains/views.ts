import type { CheckFailure, DomainState, JoinMode, JoinRole } from '@/lib/domains/model';

/** A domain as it crosses to the browser; instants are ISO 8601. */
export type DomainView = {
  id: string;
  domain: string;
  state: DomainState;
  recordName: string;
  recordValue: string;
  joinMode: JoinMode;
  joinRole: JoinRole;
  requiresSso: boolean;
  createdAt: string;
  createdByName: string;
  verifiedAt: string | null;
  lastCheckedAt: string | null;
  lastFailure: CheckFailure | null;
  /** Of one that waits: until when Gatehouse looks by itself. */
  lookedForUntil: string;
  /** Of one whose record is gone: when what it proved ends. */
  endsAt: string | null;
};
