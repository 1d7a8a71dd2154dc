import { LoadAnew } from '@/components/shell/load-anew';
import { OverviewLink } from '@/components/shell/overview-link';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';

/** For what is not in this organization, whether it never was or belongs to another. */
export default function OrganizationNotFound() {
  return (
    <>
      <title>Not found · Gatehouse</title>
      <LoadAnew />
      <PageHeader title="There is nothing here" />
      <Card>
        <EmptyState
          variant="nothing-matches"
          title="This organization has no such page"
          action={<OverviewLink />}
        >
          The address may be mistyped, or what it led to belongs to another organization. If so,
          switch to that one first.
        </EmptyState>
      </Card>
    </>
  );
}
