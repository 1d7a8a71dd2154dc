import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { loadEffects, shownEffects } from './load-effects';
import { openPolicy, type PolicyEffect } from './model';
import { policyOfInput } from './policy-of-input';
import type { PolicyKeys } from './policy-keys';
import { selectPolicy } from './repository';
import { requireOwnEntry } from './require-own-entry';
import { requireSsoKept } from './require-sso-kept';
import type { PreviewPolicyInput } from './schema';
import { markOf } from './seen-effects';

export type PolicyPreview = {
  /** To be sent along with the decision, so that nobody is shut out who was not shown. */
  seen: string;
  /** Empty where the policy hits nobody anew. */
  effects: PolicyEffect[];
};

/**
 * Makes the use case that says whom a policy would hit, for the dialog that asks before it is saved. Changes nothing.
 * @throws AppError `invalid-input` where it would shut out whoever asks.
 */
export function previewPolicyWith(keys: PolicyKeys) {
  return async function previewPolicy(
    deps: Pick<Deps, 'db' | 'oauth' | 'clock'>,
    grant: Grant<'policy.update'>,
    input: PreviewPolicyInput,
  ): Promise<PolicyPreview> {
    const { organizationId } = grant;
    const asOf = deps.clock.now();
    return withOrg(deps.db, organizationId, async (tx) => {
      const before = (await selectPolicy(tx, organizationId)) ?? openPolicy;
      const after = policyOfInput(input, before, asOf);
      await requireSsoKept(tx, organizationId, after);
      await requireOwnEntry(deps, grant, after);
      const effects = await loadEffects(deps, tx, organizationId, keys, { before, after, asOf });
      return { seen: markOf(effects, { before, after }, asOf), effects: shownEffects(effects) };
    });
  };
}
