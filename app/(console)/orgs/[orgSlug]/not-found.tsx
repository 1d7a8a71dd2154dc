import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';

/** For what is not in this organization, whether it never was or belongs to another. */
export default function OrganizationNotFound() {
  return (
    <>
      <title>Not found · Gatehouse</title>
      <PageHeader title="There is nothing here" />
      <Card>
        <EmptyState variant="nothing-matches" title="This organization has no such page">
          The address may be mistyped, or what it led to belongs to another organization. Choose a
          page from the navigation, or switch to the organization that it is in.
        </EmptyState>
      </Card>
    </>
  );
}
