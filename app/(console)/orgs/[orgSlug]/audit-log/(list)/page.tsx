import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ScrollText } from 'lucide-react';
import { ExportButton } from '@/components/audit/export-button';
import { EventTable } from '@/components/audit/event-table';
import { VisibilityNote } from '@/components/audit/visibility-note';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { hrefWithout, listHref, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { findAuditRetention } from '@/lib/policy/find-policy';
import { auditRetentionNames, auditRetentionOf, type AuditRetention } from '@/lib/policy/model';
import { webDeps } from '@/lib/web/deps';
import { listOrRestart } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import { eventView } from '../event-view';
import { createAuditExportAction } from '../exports/actions';
import { eventListOf } from '../list-params';
import { EventListToolbar } from './event-list-toolbar';

export const metadata: Metadata = { title: 'Audit log' };

type Props = { params: Promise<{ orgSlug: string }>; searchParams: Promise<SearchParams> };

export default async function AuditLogPage({ params, searchParams }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'audit-log.read');
  if (!access.allowed) {
    return <RefusedPage title="Audit log" orgSlug={orgSlug} permission="audit-log.read" />;
  }
  const query = await searchParams;
  const path = `/orgs/${orgSlug}/audit-log`;
  const { input, filtered, exportFilter, ignored } = eventListOf(
    query,
    access.session.user.timeZone,
  );
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const page = await listOrRestart(
    listAuditEvents(webDeps(), access.grant, input),
    listHref(path, query, { cursor: null }),
  );
  const { reach } = access.grant;
  const events = page.items.map(eventView);
  const isNew = events.length === 0 && !filtered;
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });

  return (
    <>
      <PageHeader
        title="Audit log"
        description={`Who did what in this organization, and when. Nobody can change it. ${keptInWords(await retentionOf(orgSlug))}`}
        actions={
          !isNew && (
            <>
              <ButtonLink href={`${path}/exports`}>Your exports</ButtonLink>
              <ExportButton
                filter={exportFilter}
                createExport={createAuditExportAction.bind(null, orgSlug)}
                exportsHref={`${path}/exports`}
              />
            </>
          )
        }
      />
      <div className="mb-4 empty:hidden">
        <VisibilityNote reach={reach} />
      </div>
      {!isNew && (
        <EventListToolbar
          orgSlug={orgSlug}
          reach={reach}
          target={
            input.targetId === undefined
              ? null
              : { id: input.targetId, label: events[0]?.targetLabel ?? input.targetId }
          }
        />
      )}
      <EventTable
        events={events}
        hrefOf={(id) => `${path}/${id}`}
        empty={
          isNew ? (
            <EmptyState icon={<ScrollText size={20} aria-hidden />} title="Nothing of yours yet">
              What you change in this organization shows up here, with what was before and after.
            </EmptyState>
          ) : (
            <EmptyState
              variant="nothing-matches"
              title="No event matches"
              action={<ButtonLink href={path}>Clear filters</ButtonLink>}
            >
              Search looks for the beginnings of words in what happened, to what, by whom, and in
              what changed; for IP addresses and request ids it wants the whole. Days begin and end
              in your time zone, {access.session.user.timeZone}.
            </EmptyState>
          )
        }
        footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
      />
    </>
  );
}

async function retentionOf(orgSlug: string): Promise<AuditRetention> {
  const access = await pageAccess(orgSlug, 'organization.read');
  return auditRetentionOf(
    access.allowed ? await findAuditRetention(webDeps(), access.grant) : null,
  );
}

function keptInWords(retention: AuditRetention): string {
  return retention === 'forever'
    ? 'Events are never deleted.'
    : `Events are deleted after ${auditRetentionNames[retention]}.`;
}
