import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { requireTeamInReach, type Grant } from '@/lib/authz/authorize';
import { AppError, invalidField, notFound } from '@/lib/kernel/errors';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { selectTeamsByIds } from '@/lib/orgs/team-repository';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectMaxKeyDays } from '@/lib/policy/repository';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { decideExpiry } from './expiry';
import { maxKeysPerOrganization, mayHoldKeys } from './model';
import { countKeys, insertKey, insertSecret } from './repository';
import { requireKnownLimits } from './require-known-limits';
import type { CreateApiKeyInput } from './schema';
import { createSecret, hashSecret, hintOf } from './secret';

const outsideOwnTeams = () => new AppError('forbidden', 'You can do this only in your own teams.');

export type CreatedApiKey = {
  keyId: string;
  name: string;
  hint: string;
  /** Shown this once; only its digest is kept. */
  secret: string;
  groupId: string;
  expiresAt: Date | null;
};

/**
 * Makes a General key for whoever asks, in a team within their reach. Under the lock of the organization: 20 at once
 * cannot pass the limit together, a member who is demoted meanwhile gets none, and no key outlives the organization's
 * maximum, changed meanwhile or not.
 */
export async function createApiKey(
  deps: Deps,
  grant: Grant<'api-key.create'>,
  input: CreateApiKeyInput,
): Promise<CreatedApiKey> {
  const { organizationId, userId } = grant;
  const { name, environment, teamId, scopes, allowedModels, allowedServices, ipRanges } = input;
  const keyId = deps.ids.next();
  const secret = createSecret(deps.random, 'general');
  const hint = hintOf(secret);
  const now = deps.clock.now();
  if (input.expiry === 'never') {
    await requireFreshProofFirst(deps, grant, 'api-key.create-without-expiry');
  }
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const organization = await selectOrganization(tx, organizationId);
    if (organization === null) throw notFound('organization');
    const [team] = await selectTeamsByIds(tx, organizationId, [teamId]);
    if (team === undefined) throw invalidField('teamId', 'We could not find that team.');
    requireTeamInReach(grant, teamId);
    if (team.archivedAt !== null) {
      throw invalidField('teamId', 'This team is archived, and takes no new keys. Choose another.');
    }
    const owner = await requireCurrentRole(tx, grant);
    if (!mayHoldKeys(owner, teamId)) throw outsideOwnTeams();
    if ((await countKeys(tx, organizationId)) >= maxKeysPerOrganization) {
      throw new AppError(
        'conflict',
        `An organization can have ${maxKeysPerOrganization} keys. Revoke keys that are no longer used.`,
      );
    }
    await requireKnownLimits(deps, tx, input);
    const expiry = decideExpiry(input.expiry, input.expiresAt, {
      timeZone: organization.timeZone,
      maxDays: await selectMaxKeyDays(tx, organizationId),
      now,
    });
    if (!expiry.ok) throw invalidField(expiry.field, expiry.problem);
    const { expiresAt } = expiry;
    const limits = { environment, scopes, allowedModels, allowedServices, ipRanges };
    await insertKey(
      tx,
      organizationId,
      { id: keyId, name, teamId, ownerUserId: userId, expiresAt, ...limits },
      now,
    );
    await insertSecret(tx, {
      id: deps.ids.next(),
      organizationId,
      apiKeyId: keyId,
      secretHash: hashSecret(secret),
      hint,
      createdAt: now,
    });
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'api-key.created',
      target: { kind: 'api-key', id: keyId, label: name },
      after: {
        name,
        hint,
        team: team.name,
        expiresAt: expiresAt === null ? null : expiresAt.toISOString(),
        ...limits,
      },
    });
    return { keyId, name, hint, secret, groupId: organization.groupId, expiresAt };
  });
}
