import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { loadEffects } from './load-effects';
import { openPolicy, rangeText, type OrganizationPolicy } from './model';
import type { PolicyKeys } from './policy-keys';
import { isSamePolicy, policyOfInput } from './policy-of-input';
import { selectPolicy, upsertPolicy } from './repository';
import { requireOwnEntry } from './require-own-entry';
import { requireSsoKept } from './require-sso-kept';
import type { UpdatePolicyInput } from './schema';
import { changed, markOf, momentOf } from './seen-effects';

/**
 * Makes the use case that changes what the organization demands of whoever enters it, and of its keys. It counts from
 * everybody's next request and every key's next call, so a policy that would shut out the person who saves it is refused,
 * and nobody is shut out who was not shown (`previewPolicyWith`).
 * @throws AppError `invalid-input` with the field that would shut them out, `changed`, `reauthentication-required`.
 */
export function updatePolicyWith(keys: PolicyKeys) {
  return async function updatePolicy(
    deps: Deps,
    grant: Grant<'policy.update'>,
    input: UpdatePolicyInput,
  ): Promise<OrganizationPolicy> {
    const { organizationId } = grant;
    await requireFreshProofFirst(deps, grant, 'policy.change');
    return withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      await requireCurrentRole(tx, grant);
      const organization = await selectOrganization(tx, organizationId);
      if (organization === null) throw notFound('organization');
      const before = (await selectPolicy(tx, organizationId)) ?? openPolicy;
      const now = deps.clock.now();
      const after = policyOfInput(input, before, now);
      await requireSsoKept(tx, organizationId, after);
      await requireOwnEntry(deps, grant, after);
      if (isSamePolicy(after, before)) return before;
      const asOf = momentOf(input.seen, now);
      const effects = await loadEffects(deps, tx, organizationId, keys, { before, after, asOf });
      if (markOf(effects, { before, after }, asOf) !== input.seen) throw changed();
      await upsertPolicy(tx, organizationId, after, now);
      const ofKeys =
        after.maxKeyDays === before.maxKeyDays
          ? null
          : await keys.applyMaximum(tx, organizationId, after.maxKeyDays, now);
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'policy.updated',
        target: { kind: 'organization', id: organizationId, label: organization.name },
        before: inWords(before),
        after: {
          ...inWords(after),
          ...(ofKeys !== null && { keysEnded: ofKeys.ended, keysMoved: ofKeys.moved }),
        },
      });
      return after;
    });
  };
}

const inWords = (policy: OrganizationPolicy) => ({
  mfaRequired: policy.mfaRequiredAt !== null,
  mfaGraceDays: policy.mfaGraceDays,
  allowedMethods: policy.allowedMethods.length === 0 ? 'any' : policy.allowedMethods.join(', '),
  sessionAbsoluteMinutes: policy.sessionAbsoluteMinutes,
  sessionIdleMinutes: policy.sessionIdleMinutes,
  consoleIpRanges: policy.consoleIpRanges.map(rangeText),
  keyIpRanges: policy.keyIpRanges.map(rangeText),
  maxKeyDays: policy.maxKeyDays,
});
