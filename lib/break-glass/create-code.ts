import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { createPrintedCode } from '@/lib/mfa/recovery-codes';
import { labelOf } from '@/lib/orgs/departing';
import { selectEmergencyAdmins } from '@/lib/orgs/emergency-repository';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { hashBreakGlassCode } from './code';
import { putCode } from './repository';

/**
 * Makes the acting Admin's own break-glass code: with their password and their second factor it signs in once, on the day
 * on which single sign-on fails. The one before it no longer works. It is returned once and kept nowhere.
 * @throws AppError `conflict` for whoever has no password or no second factor, `reauthentication-required`.
 */
export async function createCode(
  deps: Deps,
  grant: Grant<'sso.update'>,
): Promise<{ code: string }> {
  const { organizationId, userId } = grant;
  await requireFreshProofFirst(deps, grant, 'sso.change');
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const member = await requireCurrentRole(tx, grant);
    const own = (await selectEmergencyAdmins(tx)).find((admin) => admin.userId === userId);
    if (own === undefined) throw notFound('member');
    if (!own.hasPassword) throw lacking('a password');
    if (!own.hasSecondFactor) throw lacking('two-factor authentication');
    const code = createPrintedCode(deps.random);
    const codeHash = hashBreakGlassCode(userId, code);
    await putCode(tx, { organizationId, userId, codeHash, createdAt: deps.clock.now() });
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'break-glass.created',
      target: { kind: 'member', id: userId, label: labelOf(member) },
      after: { replaced: own.madeAt !== null },
    });
    return { code };
  });
}

const lacking = (what: string) =>
  new AppError(
    'conflict',
    `A break-glass code is worth nothing without ${what}. Set it up under Security in your account, then make a code.`,
  );
