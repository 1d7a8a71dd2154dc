import { History } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ActivityTable, outcomeNames } from '@/components/activity/activity-table';
import { ButtonLink } from '@/components/ui/button';
import { DownloadLink } from '@/components/ui/download-link';
import { EmptyState } from '@/components/ui/empty-state';
import { hrefWithout, listHref, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { TableToolbar } from '@/components/ui/table-toolbar';
import { activityDays, activityOutcomes } from '@/lib/sign-in/activity';
import { listActivity } from '@/lib/sign-in/list-activity';
import { listActivitySchema } from '@/lib/sign-in/schema';
import { webDeps } from '@/lib/web/deps';
import { ignoredParams, listInput, listOrRestart, param } from '@/lib/web/list-input';
import { requirePerson } from '@/lib/web/session';

export const metadata: Metadata = { title: 'Sign-in activity' };

const path = '/account/activity';
const pageLength = 50;
const nothing = {
  succeeded: 'Nobody signed in',
  refused: 'No sign-in was refused',
  changes: 'Nothing was changed',
};

type Props = { searchParams: Promise<SearchParams> };

export default async function ActivityPage({ searchParams }: Props) {
  const { grant } = await requirePerson(path);
  const query = await searchParams;
  const input = listInput(listActivitySchema, {
    outcome: param(query, 'outcome'),
    cursor: param(query, 'cursor'),
    limit: pageLength,
  });
  const ignored = ignoredParams(query, { outcome: input.outcome });
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const page = await listOrRestart(
    listActivity(webDeps(), grant, input),
    listHref(path, query, { cursor: null }),
  );
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const exportQuery = input.outcome === undefined ? '' : `?outcome=${input.outcome}`;

  return (
    <>
      <PageHeader
        title="Sign-in activity"
        description={`Sign-ins to your account, refused ones too, and changes to its security in the last ${activityDays} days. If you do not recognise one, change your password.`}
      />
      <TableToolbar
        filters={[
          {
            name: 'outcome',
            label: 'Outcome',
            options: activityOutcomes.map((value) => ({ value, label: outcomeNames[value] })),
          },
        ]}
        actions={<DownloadLink href={`${path}/export${exportQuery}`}>Export CSV</DownloadLink>}
      />
      <ActivityTable
        events={page.items.map((event) => ({
          ...event,
          occurredAt: event.occurredAt.toISOString(),
        }))}
        empty={
          input.outcome === undefined ? (
            <EmptyState icon={<History size={20} aria-hidden />} title="Nothing yet">
              Your next sign-in shows up here, with its device and network address.
            </EmptyState>
          ) : (
            <EmptyState
              variant="nothing-matches"
              title={nothing[input.outcome]}
              action={<ButtonLink href={path}>Show everything</ButtonLink>}
            >
              The list goes back {activityDays} days.
            </EmptyState>
          )
        }
        footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
      />
    </>
  );
}
