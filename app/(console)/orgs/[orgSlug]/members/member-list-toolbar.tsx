import { DownloadLink } from '@/components/ui/download-link';
import { listHref, type SearchParams } from '@/components/ui/list-url';
import { TableToolbar, type TableFilter } from '@/components/ui/table-toolbar';
import type { Grant } from '@/lib/authz/authorize';
import { reachOf, roleNames, roles } from '@/lib/authz/permissions';
import { listDirectoryTeams } from '@/lib/orgs/list-directory-teams';
import type { MemberActivity } from '@/lib/orgs/schema';
import { signInMethodNames, signInMethods } from '@/lib/sessions/model';
import { webDeps } from '@/lib/web/deps';

const activityNames: Record<MemberActivity, string> = {
  '7': 'In 7 days',
  '30': 'In 30 days',
  '90': 'In 90 days',
  never: 'Never',
};

const signInFilters: TableFilter[] = [
  {
    name: 'mfa',
    label: 'Two-factor',
    options: [
      { value: 'on', label: 'On' },
      { value: 'off', label: 'Off' },
    ],
  },
  {
    name: 'method',
    label: 'Sign-in',
    options: signInMethods.map((value) => ({ value, label: signInMethodNames[value] })),
  },
];

/** Search, filters and export of the directory. */
export async function MemberListToolbar({
  orgSlug,
  query,
  grant,
}: {
  orgSlug: string;
  query: SearchParams;
  grant: Grant<'member.read'>;
}) {
  const teams = await listDirectoryTeams(webDeps(), grant);
  return (
    <TableToolbar
      searchLabel="Search members"
      filters={[
        {
          name: 'role',
          label: 'Role',
          options: roles.map((value) => ({ value, label: roleNames[value] })),
        },
        {
          name: 'team',
          label: 'Team',
          options: teams.map(({ id, name }) => ({ value: id, label: name })),
        },
        ...(reachOf(grant.role, 'member.read-sign-in') === false ? [] : signInFilters),
        {
          name: 'active',
          label: 'Active',
          options: Object.entries(activityNames).map(([value, label]) => ({ value, label })),
        },
      ]}
      actions={
        <DownloadLink href={listHref(`/orgs/${orgSlug}/members/export`, query, { cursor: null })}>
          Export CSV
        </DownloadLink>
      }
    />
  );
}
