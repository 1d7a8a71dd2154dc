import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { PreviewButtons, StopButton } from '@/components/invite-imports/import-buttons';
import { ImportFacts } from '@/components/invite-imports/import-facts';
import { ImportProgress } from '@/components/invite-imports/import-progress';
import { MailPreview } from '@/components/invite-imports/mail-preview';
import { PreviewSummary } from '@/components/invite-imports/preview-summary';
import type { ImportView } from '@/components/invite-imports/views';
import { RefreshWhileWaiting } from '@/components/ui/refresh-while-waiting';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { ButtonLink } from '@/components/ui/button';
import { DownloadLink } from '@/components/ui/download-link';
import { hrefWithout, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { reachIn } from '@/lib/authz/permissions';
import { faultsIn } from '@/lib/invite-imports/model';
import { listRowsSchema } from '@/lib/invite-imports/schema';
import { ignoredParams, listInput, param } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../../../refused-page';
import {
  discardInvitationImportAction,
  startInvitationImportAction,
  stopInvitationImportAction,
} from '../actions';
import { importView } from '../import-view';
import { ImportRows } from './import-rows';
import { invitationMailOf } from './invitation-mail-of';
import { loadImport } from './load-import';

export const metadata: Metadata = { title: 'Invite from CSV' };

type Props = {
  params: Promise<{ orgSlug: string; importId: string }>;
  searchParams: Promise<SearchParams>;
};

const pageLength = 25;

/** A list: what would become of each line, then how far it has come, then what became of it. */
export default async function InvitationImportPage({ params, searchParams }: Props) {
  const { orgSlug, importId } = await params;
  const access = await pageAccess(orgSlug, 'invitation.read');
  if (!access.allowed) {
    return <RefusedPage title="Invite from CSV" orgSlug={orgSlug} permission="invitation.read" />;
  }
  const view = importView(await loadImport(access.grant, importId));
  const query = await searchParams;
  const importsPath = `/orgs/${orgSlug}/members/invitations/import`;
  const path = `${importsPath}/${view.id}`;
  const input = listInput(listRowsSchema, {
    importId: view.id,
    state: param(query, 'state'),
    search: param(query, 'q'),
    cursor: param(query, 'cursor'),
    limit: pageLength,
  });
  const ignored = ignoredParams(query, { state: input.state, q: input.search });
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const isPreview = view.status === 'preview';

  return (
    <>
      <PageHeader
        breadcrumbs={
          <Breadcrumbs
            items={[
              { label: 'Invitations', href: `/orgs/${orgSlug}/members/invitations` },
              { label: 'Invite from CSV', href: importsPath },
              { label: view.fileName ?? 'Pasted list' },
            ]}
          />
        }
        title={view.fileName ?? 'Pasted list'}
        description={
          isPreview ? 'A preview: nobody is invited until you send the invitations.' : undefined
        }
        actions={
          <Actions
            orgSlug={orgSlug}
            importsPath={importsPath}
            view={view}
            mayInvite={reachIn(access.membership, 'invitation.create') !== false}
          />
        }
      />
      <RefreshWhile view={view} />
      <div className="space-y-6">
        {isPreview ? <PreviewSummary counts={view.counts} /> : <ImportProgress view={view} />}
        <ImportRows grant={access.grant} path={path} query={query} input={input} view={view} />
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
          <ImportFacts view={view} />
          {isPreview && <MailPreview mail={await invitationMailOf(access, view)} />}
        </div>
      </div>
    </>
  );
}

function Actions({
  orgSlug,
  importsPath,
  view: { id, status, counts },
  mayInvite,
}: {
  orgSlug: string;
  importsPath: string;
  view: ImportView;
  mayInvite: boolean;
}) {
  const result = `${importsPath}/result?importId=${id}`;
  if (!mayInvite) return <DownloadLink href={result}>Download result</DownloadLink>;
  if (status === 'running') {
    return <StopButton importId={id} stop={stopInvitationImportAction.bind(null, orgSlug)} />;
  }
  const correct = faultsIn(counts) > 0 && (
    <ButtonLink href={`${importsPath}?from=${id}`}>Fix and upload again</ButtonLink>
  );
  if (status === 'preview') {
    return (
      <>
        {correct && (
          <DownloadLink href={`${result}&only=faults`}>Download faulty lines</DownloadLink>
        )}
        <PreviewButtons
          importId={id}
          ready={counts.ready ?? 0}
          importsPath={importsPath}
          start={startInvitationImportAction.bind(null, orgSlug)}
          discard={discardInvitationImportAction.bind(null, orgSlug)}
        />
      </>
    );
  }
  return (
    <>
      {correct}
      <DownloadLink href={result}>Download result</DownloadLink>
    </>
  );
}

/** Asks again often while invitations are written, now and then while mails leave, and not at all afterwards. */
function RefreshWhile({ view: { status, mails } }: { view: ImportView }) {
  if (status === 'running') return <RefreshWhileWaiting everyMilliseconds={1_500} />;
  if (mails.sent + mails.failed < mails.all) return <RefreshWhileWaiting />;
  return null;
}
