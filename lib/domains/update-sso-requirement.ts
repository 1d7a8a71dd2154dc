import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { maxNamesShown } from '@/lib/orgs/model';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { idleLifetimeSeconds } from '@/lib/sessions/model';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import type { Domain, SsoRequirementPreview } from './model';
import { requireDomain } from './require-domain';
import type { DomainInput, UpdateSsoRequirementInput } from './schema';
import { requireSsoReady } from './sso-readiness';
import { countMembersAt, selectSignedInOtherwise, updateRequiresSso } from './sso-repository';

/**
 * Says whether addresses at a verified domain sign in by the organization's identity provider and in no other way. It counts
 * at once: for every address at it, whoever's account it is, at sign-in; for members who came another way, at their next
 * request here.
 * @throws AppError `not-found`; `conflict` where the domain is not verified, or something is missing that it takes
 *   (`requireSsoReady`); `reauthentication-required`.
 */
export async function updateSsoRequirement(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { domainId, requiresSso }: UpdateSsoRequirementInput,
): Promise<void> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'sso.change');
  await withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    const found = await requireDomain(tx, organizationId, domainId);
    if (found.requiresSso === requiresSso) return;
    if (requiresSso) {
      requireVerified(found);
      await requireSsoReady(tx, organizationId);
    }
    await updateRequiresSso(tx, organizationId, domainId, requiresSso);
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: requiresSso ? 'domain.sso-required' : 'domain.sso-no-longer-required',
      target: { kind: 'domain', id: domainId, label: found.domain },
    });
  });
}

/**
 * Whom it concerns to require single sign-on, for the dialog that asks before. Changes nothing.
 * @throws AppError as `updateSsoRequirement`, but for the proof.
 */
export async function previewSsoRequirement(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { domainId }: DomainInput,
): Promise<SsoRequirementPreview> {
  const { organizationId } = grant;
  const { domain, members } = await withOrg(deps.db, organizationId, async (tx) => {
    const found = await requireDomain(tx, organizationId, domainId);
    requireVerified(found);
    await requireSsoReady(tx, organizationId);
    const count = await countMembersAt(tx, organizationId, found.domain);
    return { domain: found.domain, members: count };
  });
  const now = deps.clock.now();
  const live = { now, seenAfter: addSeconds(now, -idleLifetimeSeconds) };
  const otherwise = await asSystem(deps.db, 'require-sso', (tx) =>
    selectSignedInOtherwise(tx, organizationId, domain, live),
  );
  return {
    members,
    signedInOtherwise: {
      count: otherwise.length,
      names: otherwise.slice(0, maxNamesShown).map(({ name }) => name),
      isOneOfThem: otherwise.some(({ userId }) => userId === grant.userId),
    },
  };
}

function requireVerified({ domain, verifiedAt }: Domain): void {
  if (verifiedAt === null) {
    throw new AppError('conflict', `${domain} is not verified. Publish its record first.`);
  }
}
