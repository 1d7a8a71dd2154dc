import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { CreateTeamButton } from '@/components/teams/create-team-button';
import { TeamTable } from '@/components/teams/team-table';
import { ButtonLink } from '@/components/ui/button';
import { DownloadLink } from '@/components/ui/download-link';
import { EmptyState } from '@/components/ui/empty-state';
import { formatSort, hrefWithout, listHref, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { TableToolbar } from '@/components/ui/table-toolbar';
import { reachIn } from '@/lib/authz/permissions';
import { searchTeams } from '@/lib/orgs/search-teams';
import { webDeps } from '@/lib/web/deps';
import { listOrRestart } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import { createTeamAction } from '../actions';
import { teamListOf } from '../list-params';
import { teamView } from '../team-view';

export const metadata: Metadata = { title: 'Teams' };

type Props = { params: Promise<{ orgSlug: string }>; searchParams: Promise<SearchParams> };

export default async function TeamsPage({ params, searchParams }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'team.read');
  if (!access.allowed) {
    return <RefusedPage title="Teams" orgSlug={orgSlug} permission="team.read" />;
  }
  const query = await searchParams;
  const path = `/orgs/${orgSlug}/teams`;
  const { sort, input, filtered, ignored } = teamListOf(query);
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const page = await listOrRestart(
    searchTeams(webDeps(), access.grant, input),
    listHref(path, query, { cursor: null }),
  );
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const archived = input.state === 'archived';

  return (
    <>
      <PageHeader
        title="Teams"
        description="Keys and usage belong to one team each. Developers manage the keys of their own teams."
        actions={
          reachIn(access.membership, 'team.create') !== false && (
            <CreateTeamButton createTeam={createTeamAction.bind(null, orgSlug)} path={path} />
          )
        }
      />
      <TableToolbar
        searchLabel="Search teams"
        filters={[
          {
            name: 'state',
            label: 'State',
            any: 'Live',
            options: [{ value: 'archived', label: 'Archived' }],
          },
        ]}
        actions={
          <DownloadLink href={listHref(`${path}/export`, query, { cursor: null })}>
            Export CSV
          </DownloadLink>
        }
      />
      <TeamTable
        teams={page.items.map(teamView)}
        hrefOf={(id) => `${path}/${id}`}
        showKeys={reachIn(access.membership, 'api-key.read') !== false}
        archived={archived}
        sort={sort}
        sortHref={(next) => listHref(path, query, { sort: formatSort(next) })}
        empty={
          filtered ? (
            <EmptyState
              variant="nothing-matches"
              title="No team matches"
              action={<ButtonLink href={path}>Clear filters</ButtonLink>}
            >
              Search looks at names, cost centres and tags, such as env=production.
            </EmptyState>
          ) : (
            <EmptyState
              title="No archived teams"
              action={<ButtonLink href={path}>Show live teams</ButtonLink>}
            >
              A team that is no longer used can be archived at the end of its page. Its history
              stays.
            </EmptyState>
          )
        }
        footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
      />
    </>
  );
}
