import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { visibilityOf, type AuditEventRow } from './model';
import { selectAuditEvent } from './repository';
import type { AuditEventIdInput } from './schema';

/**
 * One event with what was before and after.
 * @throws AppError `not-found`, for what the reader may not see too.
 */
export async function requireAuditEvent(
  deps: Deps,
  grant: Grant<'audit-log.read'>,
  { eventId }: AuditEventIdInput,
): Promise<AuditEventRow> {
  const { organizationId, reach, userId } = grant;
  const event = await withOrg(deps.db, organizationId, (tx) =>
    selectAuditEvent(tx, organizationId, visibilityOf(reach, userId), eventId),
  );
  if (event === null) throw notFound('event');
  return event;
}
