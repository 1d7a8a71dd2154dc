import { recordAuditEvent, type AuditState } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { invalidField, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { lockOrganization, selectOrganization, updateOrganizationRow } from './repository';
import type { UpdateOrganizationInput } from './schema';

const editable = ['name', 'slug', 'useCase', 'timeZone'] as const;

/**
 * Changes the organization's name, address, use case or time zone. What is left out, or is as before, stays.
 * @returns the slug, since a page that changed it must go there.
 */
export async function updateOrganization(
  deps: Deps,
  grant: Grant<'organization.update'>,
  input: UpdateOrganizationInput,
): Promise<{ slug: string }> {
  const { organizationId } = grant;
  try {
    return await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      const current = await selectOrganization(tx, organizationId);
      if (current === null) throw notFound('organization');
      const before: AuditState = {};
      const after: AuditState = {};
      for (const field of editable) {
        const value = input[field];
        if (value === undefined || value === current[field]) continue;
        before[field] = current[field];
        after[field] = value;
      }
      const changed = Object.keys(after);
      if (changed.length === 0) return { slug: current.slug };
      const change = Object.fromEntries(changed.map((field) => [field, after[field]]));
      await updateOrganizationRow(tx, organizationId, change, deps.clock.now());
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'organization.updated',
        target: { kind: 'organization', id: organizationId, label: input.name ?? current.name },
        before,
        after,
      });
      return { slug: input.slug ?? current.slug };
    });
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw invalidField('slug', 'This address is taken. Choose another.');
    }
    throw error;
  }
}
