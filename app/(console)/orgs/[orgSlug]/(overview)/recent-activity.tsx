import { RecentKeys } from '@/components/api-keys/recent-keys';
import { RecentEvents } from '@/components/audit/recent-events';
import { ButtonLink } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { listApiKeys } from '@/lib/api-keys/list-api-keys';
import { listApiKeysSchema } from '@/lib/api-keys/schema';
import { signInActions } from '@/lib/audit/actions';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { keyView } from '../api-keys/key-view';
import { eventView } from '../audit-log/event-view';

const shown = 5;

/** The newest keys and events, as far as the reader may see them; nothing while there are none. */
export async function RecentActivity({ orgSlug }: { orgSlug: string }) {
  const [keyAccess, auditAccess] = await Promise.all([
    pageAccess(orgSlug, 'api-key.read'),
    pageAccess(orgSlug, 'audit-log.read'),
  ]);
  const deps = webDeps();
  const [keys, events] = await Promise.all([
    keyAccess.allowed
      ? listApiKeys(deps, keyAccess.grant, listApiKeysSchema.parse({ limit: shown }))
      : { items: [] },
    auditAccess.allowed
      ? listAuditEvents(deps, auditAccess.grant, { limit: shown, exceptActions: signInActions })
      : { items: [] },
  ]);
  if (keys.items.length === 0 && events.items.length === 0) return null;
  const path = `/orgs/${orgSlug}`;
  return (
    <div className="grid grid-cols-1 gap-6 lg:auto-cols-fr lg:grid-flow-col">
      {keys.items.length > 0 && (
        <Section
          title="Newest keys"
          actions={
            <ButtonLink href={`${path}/api-keys`} size="sm" variant="ghost">
              All keys
            </ButtonLink>
          }
          flush
        >
          <RecentKeys keys={keys.items.map(keyView)} hrefOf={(id) => `${path}/api-keys/${id}`} />
        </Section>
      )}
      {events.items.length > 0 && (
        <Section
          title={auditAccess.membership.role === 'admin' ? 'Latest events' : 'Your latest acts'}
          actions={
            <ButtonLink href={`${path}/audit-log`} size="sm" variant="ghost">
              Audit log
            </ButtonLink>
          }
          flush
        >
          <RecentEvents
            events={events.items.map(eventView)}
            hrefOf={(id) => `${path}/audit-log/${id}`}
          />
        </Section>
      )}
    </div>
  );
}
