import { Banner } from '../ui/banner';
import { ButtonLink } from '../ui/button';
import { Time } from '../ui/time';

/** Counts down to the day from which the organization opens only with a second factor. @param enrolBy ISO 8601. */
export function EnrolByBanner({
  organization,
  enrolBy,
}: {
  organization: string;
  enrolBy: string;
}) {
  return (
    <Banner
      tone="warning"
      title={`${organization} will require two-factor authentication`}
      action={<ButtonLink href="/account/security">Set it up</ButtonLink>}
    >
      You can go on without it until <Time value={enrolBy} format="absolute" />.
    </Banner>
  );
}
