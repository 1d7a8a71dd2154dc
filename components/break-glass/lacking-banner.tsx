import { Banner } from '../ui/banner';
import { ButtonLink } from '../ui/button';

/** For Admins, on every page, until one of them could get in again without the identity provider. */
export function LackingBanner({ href }: { href: string }) {
  return (
    <Banner
      tone="warning"
      title="No Admin has emergency access"
      action={<ButtonLink href={href}>Set it up</ButtonLink>}
    >
      Single sign-on is required. If it fails, nobody could get in to mend it.
    </Banner>
  );
}
