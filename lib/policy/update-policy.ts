import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { invalidField, notFound } from '@/lib/kernel/errors';
import { asSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { issuersIn } from '@/lib/platform/oauth-settings';
import {
  firstMethodOf,
  signInMethodNames,
  signInMethods,
  type SignInMethod,
} from '@/lib/sessions/model';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { openPolicy, type OrganizationPolicy } from './model';
import { selectOwnEntry, selectPolicy, upsertPolicy } from './repository';
import type { UpdatePolicyInput } from './schema';

/**
 * Changes what the organization demands of whoever enters it. It counts from everybody's next request, so a policy that
 * would shut out the person who saves it is refused.
 * @throws AppError `invalid-input` (fields `mfaRequired`, `allowedMethods`), `reauthentication-required`.
 */
export async function updatePolicy(
  deps: Deps,
  grant: Grant<'policy.update'>,
  input: UpdatePolicyInput,
): Promise<OrganizationPolicy> {
  const { organizationId } = grant;
  await requireFreshProofFirst(deps, grant, 'policy.change');
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    await requireCurrentRole(tx, grant);
    await requireOwnEntry(deps, grant, input);
    const organization = await selectOrganization(tx, organizationId);
    if (organization === null) throw notFound('organization');
    const before = (await selectPolicy(tx, organizationId)) ?? openPolicy;
    const now = deps.clock.now();
    const after = policyOf(input, before, now);
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    await upsertPolicy(tx, organizationId, after, now);
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'policy.updated',
      target: { kind: 'organization', id: organizationId, label: organization.name },
      before: inWords(before),
      after: inWords(after),
    });
    return after;
  });
}

/** Looked at under the lock: while the act waited for it, the Admin may have lost by what they would still get in. */
async function requireOwnEntry(
  deps: Pick<Deps, 'db' | 'oauth'>,
  { userId, actor }: Grant<'policy.update'>,
  { mfaRequired, allowedMethods }: UpdatePolicyInput,
): Promise<void> {
  const method = firstMethodOf(actor.sessionMethod);
  const own = await asSystem(deps.db, 'policy', (tx) =>
    selectOwnEntry(tx, userId, issuersIn(deps.oauth)),
  );
  const problem = problemWithMethods(method, own.methods, allowedMethods);
  if (problem !== null) throw invalidField('allowedMethods', problem);
  if (mfaRequired && !own.hasSecondFactor) {
    throw invalidField(
      'mfaRequired',
      'Set up your own authenticator app first, or you would lock yourself out.',
    );
  }
}

/** The session must go on, and the account must have a way to open the next one. */
function problemWithMethods(
  method: SignInMethod | null,
  ownMethods: string[],
  allowedMethods: SignInMethod[],
): string | null {
  if (allowedMethods.length === signInMethods.length) return null;
  if (method === null) return 'You signed in another way: you would lock yourself out.';
  const name = signInMethodNames[method];
  if (!allowedMethods.includes(method)) {
    return `You signed in with ${name}: without it you would lock yourself out.`;
  }
  return allowedMethods.some((one) => ownMethods.includes(one))
    ? null
    : `Your account can no longer be signed in to with ${name}: you would lock yourself out.`;
}

function policyOf(
  { mfaRequired, mfaGraceDays, allowedMethods }: UpdatePolicyInput,
  before: OrganizationPolicy,
  now: Date,
): OrganizationPolicy {
  return {
    // The days run from the first demand: saving something else does not give them anew.
    mfaRequiredAt: mfaRequired ? (before.mfaRequiredAt ?? now) : null,
    mfaGraceDays: mfaRequired ? mfaGraceDays : 0,
    // All is kept as "every one", so that a method that is added later is among them.
    allowedMethods:
      allowedMethods.length === signInMethods.length
        ? []
        : signInMethods.filter((method) => allowedMethods.includes(method)),
  };
}

const inWords = ({ mfaRequiredAt, mfaGraceDays, allowedMethods }: OrganizationPolicy) => ({
  mfaRequired: mfaRequiredAt !== null,
  mfaGraceDays,
  allowedMethods: allowedMethods.length === 0 ? 'any' : allowedMethods.join(', '),
});
