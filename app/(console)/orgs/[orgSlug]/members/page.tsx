import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { MemberMenu } from '@/components/orgs/member-menu';
import { MemberTable } from '@/components/orgs/member-table';
import { RoleList } from '@/components/orgs/role-list';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatSort, hrefWithout, listHref, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { reachIn } from '@/lib/authz/permissions';
import { countedInvitations, countInvitations } from '@/lib/invites/list-invitations';
import { listMembers } from '@/lib/orgs/list-members';
import { webDeps } from '@/lib/web/deps';
import { listOrRestart } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../refused-page';
import {
  changeRoleAction,
  findHeirsAction,
  findOwnHeirsAction,
  leaveOrganizationAction,
  previewLeaveAction,
  previewRemoveMemberAction,
  previewRoleChangeAction,
  removeMemberAction,
} from './actions';
import { memberListOf } from './list-params';
import { MemberListToolbar } from './member-list-toolbar';
import { memberView } from './member-view';

export const metadata: Metadata = { title: 'Members' };

type Props = { params: Promise<{ orgSlug: string }>; searchParams: Promise<SearchParams> };

export default async function MembersPage({ params, searchParams }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'member.read');
  if (!access.allowed) {
    return <RefusedPage title="Members" orgSlug={orgSlug} permission="member.read" />;
  }
  const { role } = access.membership;
  const query = await searchParams;
  const path = `/orgs/${orgSlug}/members`;
  const { sort, input, ignored } = memberListOf(query, role);
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const page = await listOrRestart(
    listMembers(webDeps(), access.grant, input),
    listHref(path, query, { cursor: null }),
  );
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const invites = await pageAccess(orgSlug, 'invitation.read');
  const waiting = invites.allowed ? await countInvitations(webDeps(), invites.grant) : null;
  const mayInvite = reachIn(access.membership, 'invitation.create') !== false;
  const maySeeKeys = reachIn(access.membership, 'api-key.read') !== false;

  return (
    <>
      <PageHeader
        title="Members"
        description="Who is in this organization, and what each of them may do."
        actions={
          waiting !== null && (
            <>
              {mayInvite && (
                <ButtonLink href={`${path}/invitations/import`}>Invite from CSV</ButtonLink>
              )}
              <ButtonLink
                href={`${path}/invitations`}
                variant={mayInvite ? 'primary' : 'secondary'}
              >
                {waiting === 0 && mayInvite ? 'Invite' : `Invitations (${waitingInWords(waiting)})`}
              </ButtonLink>
            </>
          )
        }
      />
      <MemberListToolbar orgSlug={orgSlug} query={query} grant={access.grant} />
      <div className="space-y-6">
        <MemberTable
          members={page.items.map((member) => memberView(member, access.grant.userId))}
          {...(maySeeKeys && {
            keysHref: (userId) => `/orgs/${orgSlug}/api-keys?owner=${userId}`,
          })}
          withSignIn={reachIn(access.membership, 'member.read-sign-in') !== false}
          sort={sort}
          sortHref={(next) => listHref(path, query, { sort: formatSort(next) })}
          rowMenu={(member) => (
            <MemberMenu
              member={member}
              organization={access.membership.name}
              admin={
                reachIn(access.membership, 'member.remove') === false
                  ? null
                  : {
                      changeRole: changeRoleAction.bind(null, orgSlug),
                      previewRoleChange: previewRoleChangeAction.bind(null, orgSlug),
                      previewRemove: previewRemoveMemberAction.bind(null, orgSlug),
                      remove: removeMemberAction.bind(null, orgSlug),
                      findHeirs: findHeirsAction.bind(null, orgSlug),
                    }
              }
              own={
                reachIn(access.membership, 'organization.leave') === false
                  ? null
                  : {
                      previewLeave: previewLeaveAction.bind(null, orgSlug),
                      leave: leaveOrganizationAction.bind(null, orgSlug),
                      findOwnHeirs: findOwnHeirsAction.bind(null, orgSlug),
                    }
              }
            />
          )}
          empty={
            <EmptyState
              variant="nothing-matches"
              title="No member matches"
              action={<ButtonLink href={path}>Clear filters</ButtonLink>}
            >
              Search looks at how the words of names and email addresses begin. Filters narrow what
              it finds.
            </EmptyState>
          }
          footer={
            <Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />
          }
        />
        <RoleList />
      </div>
    </>
  );
}

const waitingInWords = (count: number) =>
  count < countedInvitations ? String(count) : `${count.toLocaleString('en')}+`;
