import type { OrganizationStatus } from '@/lib/orgs/model';
import { Banner } from '../ui/banner';
import { inactiveTitles } from './inactive-organization';

/** Says what has stopped, and who can help. Nothing for an organization that is active. */
export function InactiveOrganizationBanner({ status }: { status: OrganizationStatus }) {
  if (status === 'active') return null;
  return (
    <Banner tone="danger" title={inactiveTitles[status]}>
      Calls with its keys are refused with the code organization-inactive. You can still look at
      everything here. Ask whoever runs this installation to resume it.
    </Banner>
  );
}
