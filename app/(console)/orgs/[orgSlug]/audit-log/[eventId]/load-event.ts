import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { AuditEventDetail } from '@/components/audit/views';
import { requireAuditEvent } from '@/lib/audit/require-audit-event';
import { auditEventIdSchema } from '@/lib/audit/schema';
import { AppError } from '@/lib/kernel/errors';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { eventDetail } from '../event-view';

/** The event of the address, once a request; 404 for one that the reader may not see as for none. */
export const loadEvent = cache(
  async (orgSlug: string, eventId: string): Promise<AuditEventDetail | null> => {
    const access = await pageAccess(orgSlug, 'audit-log.read');
    if (!access.allowed) return null;
    const input = auditEventIdSchema.safeParse({ eventId });
    if (!input.success) notFound();
    try {
      return eventDetail(await requireAuditEvent(webDeps(), access.grant, input.data));
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') notFound();
      throw error;
    }
  },
);
