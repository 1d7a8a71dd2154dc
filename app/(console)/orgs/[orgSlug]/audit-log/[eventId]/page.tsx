import type { Metadata } from 'next';
import { EventFacts } from '@/components/audit/event-facts';
import { fieldRows } from '@/components/audit/field-rows';
import { FieldTable } from '@/components/audit/field-table';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Section } from '@/components/ui/card';
import { listHref } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { eventTitle } from '@/lib/audit/actions';
import { reachIn } from '@/lib/authz/permissions';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import { loadEvent } from './load-event';

type Props = { params: Promise<{ orgSlug: string; eventId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { orgSlug, eventId } = await params;
  const event = await loadEvent(orgSlug, eventId);
  return { title: event === null ? 'Event' : eventTitle(event) };
}

export default async function AuditEventPage({ params }: Props) {
  const { orgSlug, eventId } = await params;
  const access = await pageAccess(orgSlug, 'audit-log.read');
  const event = await loadEvent(orgSlug, eventId);
  if (!access.allowed || event === null) {
    return <RefusedPage title="Event" orgSlug={orgSlug} permission="audit-log.read" />;
  }
  const path = `/orgs/${orgSlug}/audit-log`;
  const title = eventTitle(event);
  const rows = fieldRows(event.before, event.after);
  const seesOthers = access.grant.reach === 'all';
  const seesKeys = reachIn(access.membership, 'api-key.read') !== false;

  return (
    <>
      <PageHeader
        title={title}
        breadcrumbs={<Breadcrumbs items={[{ label: 'Audit log', href: path }, { label: title }]} />}
      />
      <div className="space-y-6">
        <Section title="Event" flush>
          <EventFacts
            event={event}
            actorHref={
              seesOthers && event.actorKind === 'user' && event.actorId !== null
                ? listHref(path, {}, { actor: event.actorId })
                : undefined
            }
            targetHref={
              event.targetId === null
                ? undefined
                : listHref(path, {}, { kind: event.targetKind, target: event.targetId })
            }
            targetPageHref={
              seesKeys && event.targetKind === 'api-key' && event.targetId !== null
                ? `/orgs/${orgSlug}/api-keys/${event.targetId}`
                : undefined
            }
          />
        </Section>
        {rows.length > 0 && <FieldTable rows={rows} />}
      </div>
    </>
  );
}
