import { AddMembersButton } from '@/components/teams/add-members-button';
import { RemoveMemberButton } from '@/components/teams/remove-member-button';
import { TeamMemberTable } from '@/components/teams/team-member-table';
import type { TeamView } from '@/components/teams/views';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { listHref, type SearchParams } from '@/components/ui/list-url';
import { Pager } from '@/components/ui/pager';
import { TableToolbar } from '@/components/ui/table-toolbar';
import { listTeamMembers } from '@/lib/orgs/list-team-members';
import { webDeps } from '@/lib/web/deps';
import { listOrRestart } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import {
  addTeamMembersAction,
  findTeamCandidatesAction,
  previewRemoveTeamMemberAction,
  removeTeamMemberAction,
} from '../actions';
import { teamMemberListOf } from '../list-params';

/** Who is in the team, a page at a time, with what an Admin can change about it. */
export async function TeamMembers({
  orgSlug,
  team,
  query,
  editable,
}: {
  orgSlug: string;
  team: TeamView;
  query: SearchParams;
  editable: boolean;
}) {
  const access = await pageAccess(orgSlug, 'team.read');
  if (!access.allowed) return null;
  const path = `/orgs/${orgSlug}/teams/${team.id}`;
  const { input } = teamMemberListOf(team.id, query);
  const page = await listOrRestart(
    listTeamMembers(webDeps(), access.grant, input),
    listHref(path, query, { cursor: null }),
  );
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const named = { id: team.id, name: team.name };
  const addButton = editable && (
    <AddMembersButton
      team={named}
      actions={{
        add: addTeamMembersAction.bind(null, orgSlug),
        find: findTeamCandidatesAction.bind(null, orgSlug),
      }}
    />
  );
  return (
    <section aria-labelledby="members" className="space-y-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 id="members" className="text-base">
            Members
          </h2>
          <p className="text-muted">
            Developers among them create and manage keys here. Admins do in every team.
          </p>
        </div>
        {addButton}
      </div>
      {team.memberCount > 0 && <TableToolbar searchLabel="Search this team" />}
      <TeamMemberTable
        members={page.items.map((member) => ({
          ...member,
          addedAt: member.addedAt.toISOString(),
        }))}
        {...(team.keyCount !== null && {
          keysHref: (userId) => `/orgs/${orgSlug}/api-keys?team=${team.id}&owner=${userId}`,
        })}
        {...(editable && {
          rowMenu: (member) => (
            <RemoveMemberButton
              team={named}
              member={{ userId: member.userId, name: member.name }}
              actions={{
                remove: removeTeamMemberAction.bind(null, orgSlug),
                preview: previewRemoveTeamMemberAction.bind(null, orgSlug),
              }}
            />
          ),
        })}
        empty={
          team.memberCount === 0 ? (
            <EmptyState title="Nobody is in this team" level={3}>
              Developers create keys here once an Admin adds them.
            </EmptyState>
          ) : (
            <EmptyState
              variant="nothing-matches"
              title="No member matches"
              level={3}
              action={<ButtonLink href={path}>Clear search</ButtonLink>}
            >
              Search looks at names and email addresses.
            </EmptyState>
          )
        }
        footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
      />
    </section>
  );
}
