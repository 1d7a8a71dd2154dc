import type { ActionState } from '@/lib/kernel/action-state';
import { Banner } from '../ui/banner';
import { Time } from '../ui/time';
import { KeepOrganizationButton } from './keep-organization-button';
import type { DeletionView } from './views';

/** Above every page that Admins still see: what has stopped, until when it can be undone, and the button for it. */
export function DeletionBanner({
  organization,
  deletion: { requestedBy, requestedAt, endsAt },
  keep,
}: {
  organization: string;
  deletion: DeletionView;
  keep: (previous: ActionState, input: Record<string, never>) => Promise<ActionState>;
}) {
  return (
    <Banner
      tone="danger"
      title={`${organization} is being deleted`}
      action={<KeepOrganizationButton organization={organization} keep={keep} />}
    >
      {requestedBy ?? 'Somebody'} asked for it <Time value={requestedAt} />. Its keys are refused,
      and nothing in it can be changed; you can still look at everything and export it. It is erased
      for good on <Time value={endsAt} format="absolute" />.
    </Banner>
  );
}
