import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ComplianceTable } from '@/components/access/compliance-table';
import { RemindAllButton } from '@/components/access/remind-all-button';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { ButtonLink } from '@/components/ui/button';
import { DownloadLink } from '@/components/ui/download-link';
import { EmptyState } from '@/components/ui/empty-state';
import { formatSort, hrefWithout, listHref, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { TableToolbar, type TableFilter } from '@/components/ui/table-toolbar';
import { listCompliance } from '@/lib/access/list-compliance';
import { debtKinds, debtNames } from '@/lib/access/model';
import { previewReminders } from '@/lib/access/preview-reminders';
import { roleNames, roles } from '@/lib/authz/permissions';
import { signInMethodNames, signInMethods } from '@/lib/sessions/model';
import { webDeps } from '@/lib/web/deps';
import { listOrRestart } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../../refused-page';
import { complianceView } from '../access-view';
import { remindMemberAction, remindMembersAction } from './actions';
import { complianceListOf } from './list-params';

export const metadata: Metadata = { title: 'Compliance of members' };

type Props = { params: Promise<{ orgSlug: string }>; searchParams: Promise<SearchParams> };

const filters: TableFilter[] = [
  {
    name: 'owes',
    label: 'Owes',
    options: [
      { value: 'anything', label: 'Something' },
      ...debtKinds.map((value) => ({ value, label: debtNames[value] })),
    ],
  },
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
    label: 'Method',
    options: signInMethods.map((value) => ({ value, label: signInMethodNames[value] })),
  },
  {
    name: 'role',
    label: 'Role',
    options: roles.map((value) => ({ value, label: roleNames[value] })),
  },
];

export default async function CompliancePage({ params, searchParams }: Props) {
  const { orgSlug } = await params;
  const title = 'Compliance of members';
  const access = await pageAccess(orgSlug, 'member.read-sign-in');
  if (!access.allowed) {
    return <RefusedPage title={title} orgSlug={orgSlug} permission="member.read-sign-in" />;
  }
  const query = await searchParams;
  const methodsPath = `/orgs/${orgSlug}/settings/access-methods`;
  const path = `${methodsPath}/compliance`;
  const { sort, input, ignored } = complianceListOf(query);
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const page = await listOrRestart(
    listCompliance(webDeps(), access.grant, input),
    listHref(path, query, { cursor: null }),
  );
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const reminding = await pageAccess(orgSlug, 'member.remind');
  const trail = [
    { label: 'Settings', href: `/orgs/${orgSlug}/settings` },
    { label: 'Access methods', href: methodsPath },
    { label: 'Compliance' },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title={title}
        description="How each member signs in, and what they have yet to do for the security policy. A reminder goes to a member once a day at most."
        actions={
          reminding.allowed && (
            <RemindAllButton
              preview={await previewReminders(webDeps(), reminding.grant)}
              remindAll={remindMembersAction.bind(null, orgSlug)}
            />
          )
        }
      />
      <TableToolbar
        searchLabel="Search members"
        filters={filters}
        actions={
          <DownloadLink href={listHref(`${path}/export`, query, { cursor: null })}>
            Export CSV
          </DownloadLink>
        }
      />
      <ComplianceTable
        members={page.items.map((member) => complianceView(member, access.grant.userId))}
        remind={reminding.allowed ? remindMemberAction.bind(null, orgSlug) : null}
        sort={sort}
        sortHref={(next) => listHref(path, query, { sort: formatSort(next) })}
        empty={
          <EmptyState
            variant="nothing-matches"
            title={input.owes === undefined ? 'No member matches' : 'Nobody owes this'}
            action={<ButtonLink href={path}>Clear filters</ButtonLink>}
          >
            {input.owes === undefined
              ? 'Search looks at how the words of names and email addresses begin. Filters narrow what it finds.'
              : 'Of the members that the search and the other filters leave, all have done it.'}
          </EmptyState>
        }
        footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
      />
    </>
  );
}
