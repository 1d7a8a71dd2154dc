import { listHref } from '@/components/ui/list-url';
import type { RefusedSignInView } from '@/components/sso/views';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';

const shown = 5;
const filter = { action: 'sso-connection.sign-in-refused', targetKind: 'sso-connection' } as const;

/** The latest refused sign-ins of a connection, as the log tells of them, and where the others are. */
export async function loadRefusals(
  orgSlug: string,
  connectionId: string,
): Promise<{ refusals: RefusedSignInView[]; logHref: string }> {
  const logHref = listHref(
    `/orgs/${orgSlug}/audit-log`,
    {},
    { action: filter.action, kind: filter.targetKind, target: connectionId },
  );
  const access = await pageAccess(orgSlug, 'audit-log.read');
  if (!access.allowed) return { refusals: [], logHref };
  const input = { ...filter, targetId: connectionId, limit: shown };
  const { items } = await listAuditEvents(webDeps(), access.grant, input);
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    refusals: items.map(({ id, occurredAt, after }) => ({
      id,
      occurredAt: occurredAt.toISOString(),
      check: textOf(after?.check) ?? 'The sign-in was refused.',
      expected: textOf(after?.expected),
      received: textOf(after?.received),
    })),
    logHref,
  };
}
