import { MailPlus } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { InvitationMenu } from '@/components/invites/invitation-menu';
import { InvitationTable } from '@/components/invites/invitation-table';
import { InviteDialog } from '@/components/invites/invite-dialog';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { hrefWithout, listHref, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { TableToolbar } from '@/components/ui/table-toolbar';
import { reachIn } from '@/lib/authz/permissions';
import { listInvitations } from '@/lib/invites/list-invitations';
import { listInvitationsSchema } from '@/lib/invites/schema';
import { listTeams } from '@/lib/orgs/list-teams';
import { webDeps } from '@/lib/web/deps';
import { ignoredParams, listInput, listOrRestart, param } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import {
  copyInvitationLinkAction,
  createInvitationAction,
  resendInvitationAction,
  restoreInvitationAction,
  revokeInvitationAction,
} from './actions';

export const metadata: Metadata = { title: 'Invitations' };

type Props = { params: Promise<{ orgSlug: string }>; searchParams: Promise<SearchParams> };

const pageLength = 25;

export default async function InvitationsPage({ params, searchParams }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'invitation.read');
  if (!access.allowed) {
    return <RefusedPage title="Invitations" orgSlug={orgSlug} permission="invitation.read" />;
  }
  const query = await searchParams;
  const path = `/orgs/${orgSlug}/members/invitations`;
  const input = listInput(listInvitationsSchema, {
    search: param(query, 'q'),
    cursor: param(query, 'cursor'),
    limit: pageLength,
  });
  const ignored = ignoredParams(query, { q: input.search });
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const deps = webDeps();
  const page = await listOrRestart(
    listInvitations(deps, access.grant, input),
    listHref(path, query, { cursor: null }),
  );
  const teamAccess = await pageAccess(orgSlug, 'team.read');
  const teams = teamAccess.allowed ? await listTeams(deps, teamAccess.grant) : [];
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const mayInvite = reachIn(access.membership, 'invitation.create') !== false;
  const invite = mayInvite && (
    <InviteDialog
      teams={teams.map(({ id, name }) => ({ id, name }))}
      create={createInvitationAction.bind(null, orgSlug)}
    />
  );
  return (
    <>
      <PageHeader
        breadcrumbs={
          <Breadcrumbs
            items={[
              { label: 'Members', href: `/orgs/${orgSlug}/members` },
              { label: 'Invitations' },
            ]}
          />
        }
        title="Invitations"
        description="Who was asked to join and has not answered yet. An invitation lets in whoever proves its address, and nobody else."
        actions={
          mayInvite && (
            <>
              <ButtonLink href={`${path}/import`}>Invite from CSV</ButtonLink>
              {invite}
            </>
          )
        }
      />
      <TableToolbar searchLabel="Search invitations" />
      <InvitationTable
        invitations={page.items.map((item) => ({
          ...item,
          createdAt: item.createdAt.toISOString(),
          sentAt: item.sentAt.toISOString(),
          expiresAt: item.expiresAt.toISOString(),
        }))}
        {...(mayInvite && {
          rowMenu: (invitation) => (
            <InvitationMenu
              invitation={invitation}
              resend={resendInvitationAction.bind(null, orgSlug)}
              copyLink={copyInvitationLinkAction.bind(null, orgSlug)}
              revoke={revokeInvitationAction.bind(null, orgSlug)}
              restore={restoreInvitationAction.bind(null, orgSlug)}
            />
          ),
        })}
        empty={
          input.search === undefined ? (
            <EmptyState title="Nobody waits to join" icon={<MailPlus size={20} aria-hidden />}>
              {mayInvite
                ? 'Invite somebody by email: they choose how to sign in, and join with the role and teams that you give them.'
                : 'Nobody can be invited while the organization is being deleted.'}
            </EmptyState>
          ) : (
            <EmptyState
              variant="nothing-matches"
              title="No invitation matches"
              action={<ButtonLink href={path}>Clear search</ButtonLink>}
            >
              Search looks at email addresses.
            </EmptyState>
          )
        }
        footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
      />
    </>
  );
}
