import { Banner } from '../ui/banner';
import { inactiveTitles } from './inactive-organization';

/** Of an organization that the operator suspended: what has stopped, and who can help. */
export function InactiveOrganizationBanner() {
  return (
    <Banner tone="danger" title={inactiveTitles.suspended}>
      Calls with its keys are refused with the code organization-inactive. You can still look at
      everything here. Ask whoever runs this installation to resume it.
    </Banner>
  );
}
