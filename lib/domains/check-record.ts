import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { AuditAction } from '@/lib/audit/actions';
import type { Actor } from '@/lib/authz/authorize';
import { lockOrganization } from '@/lib/orgs/repository';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { decideCheck, type CheckAnswer, type CheckDecision } from './decide-check';
import { mailAdminsOfDomain } from './domain-notice';
import { recordNameOf, type Domain } from './model';
import { updateProof } from './repository';
import { requireDomain } from './require-domain';

/** Who looks: a member, or the job. */
export type Asker = {
  actor: Actor;
  request: RequestContext;
  /** Asked again under the lock, for whoever may lose the right while they wait for an answer. */
  stillMay?: (tx: OrgTx) => Promise<unknown>;
};

const actionOf: Record<NonNullable<CheckDecision['event']>, AuditAction> = {
  verified: 'domain.verified',
  refused: 'domain.verification-refused',
  failing: 'domain.record-missing',
  recovered: 'domain.record-found',
  lapsed: 'domain.lapsed',
};

/**
 * Looks for the record of a domain and writes down what that means. The name servers are asked outside of any
 * transaction, since they may take seconds; an answer that another check has overtaken is thrown away.
 * @throws AppError `not-found`
 */
export async function checkRecord(
  deps: Deps,
  { organizationId, domainId }: { organizationId: string; domainId: string },
  asker: Asker,
): Promise<Domain> {
  const seen = await withOrg(deps.db, organizationId, (tx) =>
    requireDomain(tx, organizationId, domainId),
  );
  const answer = await deps.dns.findTxt(recordNameOf(seen.domain));
  const settle = (found: CheckAnswer) =>
    withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await asker.stillMay?.(tx);
      const domain = await requireDomain(tx, organizationId, domainId);
      if (domain.lastCheckedAt?.getTime() !== seen.lastCheckedAt?.getTime()) return domain;
      return writeDown(deps, tx, { organizationId, domain, answer: found, asker });
    });
  try {
    return await settle(answer);
  } catch (error) {
    // Another organization was first: the index alone knows, and its refusal has ended the transaction.
    if (!isUniqueViolation(error, 'organization_domains_one_verified')) throw error;
    return settle({ status: 'taken' });
  }
}

async function writeDown(
  deps: Deps,
  tx: OrgTx,
  {
    organizationId,
    domain,
    answer,
    asker,
  }: { organizationId: string; domain: Domain; answer: CheckAnswer; asker: Asker },
): Promise<Domain> {
  const { event, change } = decideCheck(domain, answer, deps.clock.now());
  await updateProof(tx, organizationId, domain.id, change);
  const { actor, request } = asker;
  const told = {
    ...{ organizationId, actor, request },
    target: { kind: 'domain', id: domain.id, label: domain.domain },
  } as const;
  if (event !== null) await recordAuditEvent(deps, tx, { ...told, action: actionOf[event] });
  if (event === 'lapsed' && domain.requiresSso) {
    await recordAuditEvent(deps, tx, {
      ...told,
      action: 'domain.sso-no-longer-required',
      after: { because: 'the domain is no longer verified' },
    });
  }
  if (event === 'failing' || event === 'lapsed') {
    await mailAdminsOfDomain(deps, tx, organizationId, domain, event);
  }
  return { ...domain, ...change, requiresSso: domain.requiresSso && change.verifiedAt !== null };
}
