import type { DomainView } from '@/components/domains/views';
import {
  graceSeconds,
  recordNameOf,
  recordValueOf,
  stateOf,
  waitingSeconds,
  type Domain,
} from '@/lib/domains/model';
import { addSeconds } from '@/lib/platform/clock';

/** A domain as it crosses to the browser. */
export function domainView(domain: Domain): DomainView {
  const {
    id,
    joinMode,
    joinRole,
    requiresSso,
    createdAt,
    createdByName,
    lastFailure,
    failingSince,
  } = domain;
  return {
    id,
    domain: domain.domain,
    state: stateOf(domain),
    recordName: recordNameOf(domain.domain),
    recordValue: recordValueOf(domain.token),
    joinMode,
    joinRole,
    requiresSso,
    createdAt: createdAt.toISOString(),
    createdByName,
    verifiedAt: domain.verifiedAt?.toISOString() ?? null,
    lastCheckedAt: domain.lastCheckedAt?.toISOString() ?? null,
    lastFailure,
    lookedForUntil: addSeconds(createdAt, waitingSeconds).toISOString(),
    endsAt: failingSince === null ? null : addSeconds(failingSince, graceSeconds).toISOString(),
  };
}
