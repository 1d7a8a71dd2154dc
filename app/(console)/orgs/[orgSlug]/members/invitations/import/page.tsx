import type { Metadata } from 'next';
import { ImportList } from '@/components/invite-imports/import-list';
import { ListHelp } from '@/components/invite-imports/list-help';
import { UploadForm } from '@/components/invite-imports/upload-form';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { DownloadLink } from '@/components/ui/download-link';
import type { SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import type { Grant } from '@/lib/authz/authorize';
import { reachIn } from '@/lib/authz/permissions';
import { getInvitationImport, listInvitationImports } from '@/lib/invite-imports/get-import';
import { importSchema } from '@/lib/invite-imports/schema';
import { AppError } from '@/lib/kernel/errors';
import { listTeams } from '@/lib/orgs/list-teams';
import { webDeps } from '@/lib/web/deps';
import { param } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../../refused-page';
import { importListView } from './import-view';

export const metadata: Metadata = { title: 'Invite from CSV' };

type Props = { params: Promise<{ orgSlug: string }>; searchParams: Promise<SearchParams> };

/** `from` is a list that is corrected now: what was chosen for it is chosen again. */
export default async function InviteFromCsvPage({ params, searchParams }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'invitation.read');
  if (!access.allowed) {
    return <RefusedPage title="Invite from CSV" orgSlug={orgSlug} permission="invitation.read" />;
  }
  const mayInvite = reachIn(access.membership, 'invitation.create') !== false;
  const deps = webDeps();
  const before = await settingsOf(access.grant, param(await searchParams, 'from'));
  const imports = await listInvitationImports(deps, access.grant);
  const teamAccess = await pageAccess(orgSlug, 'team.read');
  const teams = teamAccess.allowed ? await listTeams(deps, teamAccess.grant) : [];
  const path = `/orgs/${orgSlug}/members/invitations/import`;
  return (
    <>
      <PageHeader
        breadcrumbs={
          <Breadcrumbs
            items={[
              { label: 'Members', href: `/orgs/${orgSlug}/members` },
              { label: 'Invitations', href: `/orgs/${orgSlug}/members/invitations` },
              { label: 'Invite from CSV' },
            ]}
          />
        }
        title="Invite from CSV"
        description="Nobody is invited yet: you see first what would become of each line."
        actions={<DownloadLink href="/invitations-template.csv">Template</DownloadLink>}
      />
      {mayInvite && (
        <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,35rem)_minmax(0,1fr)]">
          <UploadForm
            address={`/api/orgs/${orgSlug}/invitation-imports`}
            importsPath={path}
            teams={teams.map(({ id, name }) => ({ id, name }))}
            {...(before && { before })}
          />
          <ListHelp />
        </div>
      )}
      <ImportList imports={imports.map(importListView)} basePath={path} />
    </>
  );
}

async function settingsOf(grant: Grant<'invitation.read'>, from: string | undefined) {
  const input = importSchema.safeParse({ importId: from });
  if (!input.success) return null;
  try {
    const found = await getInvitationImport(webDeps(), grant, input.data);
    const { defaultRole: role, defaultTeamIds: teamIds, message, expiresInDays } = found;
    return { role, teamIds, message, expiresInDays };
  } catch (error) {
    // It may be gone meanwhile; the form then begins as ever.
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  }
}
