import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { insertMembership } from './member-repository';
import { randomGroupId, slugAttempt, slugOf } from './identifiers';
import { defaultTeamName } from './model';
import { insertOrganization } from './repository';
import type { CreateOrganizationInput } from './schema';
import { insertTeamMemberships } from './team-member-repository';
import { insertTeam } from './team-repository';

/** Enough for anybody's honest work; keeps one account from filling the table. */
const foundings = { name: 'create-organization', points: 20, windowSeconds: 24 * 60 * 60 };

/** Each attempt meets a taken slug or Group ID with another one; from the sixth on the slug is random. */
const maxAttempts = 12;

export type CreatedOrganization = { organizationId: string; slug: string; groupId: string };

/**
 * Founds an organization: its team `Default`, and the founder in it as its Admin. The slug comes from the name and is
 * made unique; whether it is free is decided by the unique constraint, not by looking first.
 */
export async function createOrganization(
  deps: Deps,
  grant: PersonGrant,
  input: CreateOrganizationInput,
): Promise<CreatedOrganization> {
  const allowance = await deps.limits.consume(foundings, grant.userId);
  if (!allowance.allowed) {
    throw new AppError('rate-limited', 'You created many organizations today. Try again later.', {
      retryAfterSeconds: allowance.retryAfterSeconds,
    });
  }
  const base = slugOf(input.name);
  for (let attempt = 1; ; attempt += 1) {
    const slug = slugAttempt(base, attempt, deps.random);
    try {
      return await foundOrganization(deps, grant, input, slug);
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === maxAttempts) throw error;
    }
  }
}

async function foundOrganization(
  deps: Deps,
  grant: PersonGrant,
  input: CreateOrganizationInput,
  slug: string,
): Promise<CreatedOrganization> {
  const organizationId = deps.ids.next();
  const teamId = deps.ids.next();
  const groupId = randomGroupId(deps.random);
  const { name, useCase, timeZone = 'UTC' } = input;
  const now = deps.clock.now();
  await withOrg(deps.db, organizationId, async (tx) => {
    await insertOrganization(
      tx,
      { id: organizationId, slug, groupId, name, useCase, timeZone },
      now,
    );
    await insertTeam(
      tx,
      { id: teamId, organizationId, name: defaultTeamName, isDefault: true },
      now,
    );
    await insertMembership(tx, { organizationId, userId: grant.userId, role: 'admin' }, now);
    await insertTeamMemberships(tx, organizationId, grant.userId, [teamId], now);
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'organization.created',
      target: { kind: 'organization', id: organizationId, label: name },
      after: { name, slug, groupId, useCase, timeZone },
    });
  });
  return { organizationId, slug, groupId };
}
