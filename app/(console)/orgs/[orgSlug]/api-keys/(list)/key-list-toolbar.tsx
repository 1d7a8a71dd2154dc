import { DownloadLink } from '@/components/ui/download-link';
import { listHref, type SearchParams } from '@/components/ui/list-url';
import { TableToolbar } from '@/components/ui/table-toolbar';
import { environmentNames } from '@/components/api-keys/views';
import { environments, keyStateNames, keyStates } from '@/lib/api-keys/model';
import { listMembers } from '@/lib/orgs/list-members';
import { listTeams } from '@/lib/orgs/list-teams';
import { listMembersSchema } from '@/lib/orgs/schema';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';

/** Search, filters and export of the list of keys. */
export async function KeyListToolbar({ orgSlug, query }: { orgSlug: string; query: SearchParams }) {
  const deps = webDeps();
  const [teamAccess, memberAccess] = await Promise.all([
    pageAccess(orgSlug, 'team.read'),
    pageAccess(orgSlug, 'member.read'),
  ]);
  const everybody = listMembersSchema.parse({ sort: 'name', limit: 100 });
  const [teams, members] = await Promise.all([
    teamAccess.allowed ? listTeams(deps, teamAccess.grant) : [],
    memberAccess.allowed
      ? listMembers(deps, memberAccess.grant, everybody).then(({ items }) => items)
      : [],
  ]);
  return (
    <TableToolbar
      searchLabel="Search keys"
      filters={[
        {
          name: 'state',
          label: 'State',
          options: keyStates.map((value) => ({ value, label: keyStateNames[value] })),
        },
        {
          name: 'environment',
          label: 'Environment',
          options: environments.map((value) => ({ value, label: environmentNames[value] })),
        },
        {
          name: 'team',
          label: 'Team',
          options: teams.map(({ id, name }) => ({ value: id, label: name })),
        },
        {
          name: 'owner',
          label: 'Owner',
          options: members.map(({ userId, name, email }) => ({
            value: userId,
            label: name,
            description: email,
          })),
        },
      ]}
      actions={
        <DownloadLink href={listHref(`/orgs/${orgSlug}/api-keys/export`, query, { cursor: null })}>
          Export CSV
        </DownloadLink>
      }
    />
  );
}
