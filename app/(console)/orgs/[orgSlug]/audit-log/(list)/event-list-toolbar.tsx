import { splitLabel, targetKindNames } from '@/components/audit/views';
import { TableToolbar, type TableFilter } from '@/components/ui/table-toolbar';
import { organizationActions, auditActions, organizationTargetKinds } from '@/lib/audit/actions';
import type { Reach } from '@/lib/authz/permissions';
import { listMembers } from '@/lib/orgs/list-members';
import { listMembersSchema } from '@/lib/orgs/schema';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';

type Props = {
  orgSlug: string;
  reach: Reach;
  /** The one thing that the list is narrowed to, as an event calls it. */
  target: { id: string; label: string } | null;
};

/** Search and filters of the log. */
export async function EventListToolbar({ orgSlug, reach, target }: Props) {
  const filters: TableFilter[] = [
    ...(reach === 'all' ? [await actorFilter(orgSlug)] : []),
    {
      name: 'action',
      label: 'Action',
      options: organizationActions.map((value) => ({ value, label: auditActions[value] })),
    },
    {
      name: 'kind',
      label: 'Target',
      options: organizationTargetKinds.map((value) => ({ value, label: targetKindNames[value] })),
    },
    ...(target === null
      ? []
      : [
          {
            name: 'target',
            label: 'Only',
            options: [{ value: target.id, label: splitLabel(target.label).name }],
          },
        ]),
    { name: 'from', label: 'From', kind: 'day' },
    { name: 'to', label: 'To', kind: 'day' },
  ];
  return <TableToolbar searchLabel="Search events" filters={filters} />;
}

async function actorFilter(orgSlug: string): Promise<TableFilter> {
  const access = await pageAccess(orgSlug, 'member.read');
  const everybody = listMembersSchema.parse({ sort: 'name', limit: 100 });
  const { items } = access.allowed
    ? await listMembers(webDeps(), access.grant, everybody)
    : { items: [] };
  return {
    name: 'actor',
    label: 'Actor',
    options: items.map(({ userId, name, email }) => ({
      value: userId,
      label: name,
      description: email,
    })),
  };
}
