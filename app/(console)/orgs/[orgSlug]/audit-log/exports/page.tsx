import { FileDown } from 'lucide-react';
import type { Metadata } from 'next';
import { ExportTable } from '@/components/audit/export-table';
import { VisibilityNote } from '@/components/audit/visibility-note';
import { RefreshWhileWaiting } from '@/components/ui/refresh-while-waiting';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { exportKeptDays } from '@/lib/audit/export-model';
import { listAuditExports } from '@/lib/audit/list-audit-exports';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import { exportView } from '../export-view';

export const metadata: Metadata = { title: 'Exports of the audit log' };

type Props = { params: Promise<{ orgSlug: string }> };

export default async function AuditExportsPage({ params }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'audit-log.export');
  if (!access.allowed) {
    return <RefusedPage title="Exports" orgSlug={orgSlug} permission="audit-log.export" />;
  }
  const path = `/orgs/${orgSlug}/audit-log`;
  const exports = await listAuditExports(webDeps(), access.grant);
  return (
    <>
      <PageHeader
        breadcrumbs={
          <Breadcrumbs items={[{ label: 'Audit log', href: path }, { label: 'Exports' }]} />
        }
        title="Exports"
        description={`Files that you asked for. Only you can download them, for ${exportKeptDays} days.`}
      />
      <div className="mb-4 empty:hidden">
        <VisibilityNote reach={access.grant.reach} />
      </div>
      {exports.some(({ finishedAt }) => finishedAt === null) && (
        <RefreshWhileWaiting everyMilliseconds={1_500} />
      )}
      <ExportTable
        exports={exports.map((item) => exportView(item, access.session.user.timeZone))}
        fileHref={(id) => `${path}/exports/file?exportId=${id}`}
        empty={
          <EmptyState
            title="Nothing exported"
            icon={<FileDown size={20} aria-hidden />}
            action={<ButtonLink href={path}>Open the audit log</ButtonLink>}
          >
            Narrow the audit log to what you need, then choose Export. The file is made in the
            background and waits for you here.
          </EmptyState>
        }
      />
    </>
  );
}
