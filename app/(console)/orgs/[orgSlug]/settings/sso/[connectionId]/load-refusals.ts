import { listHref } from '@/components/ui/list-url';
import type { RefusedSignInView } from '@/components/sso/views';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { samlCheckWords } from '@/lib/sso/saml/model';
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
      check: checkInWords(textOf(after?.check)),
      expected: textOf(after?.expected),
      received: textOf(after?.received),
    })),
    logHref,
  };
}

/** The log holds the name of a check, or the words for it. */
function checkInWords(check: string | null): string {
  if (check === null) return 'The sign-in was refused.';
  return new Map<string, string>(Object.entries(samlCheckWords)).get(check) ?? check;
}
