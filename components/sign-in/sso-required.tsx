import { ButtonLink } from '../ui/button';
import { TextLink } from '../ui/text-link';

/** What is left to whoever's domain signs in by single sign-on: that, and what an Admin has for the day on which it fails. */
export function SsoWays({ email }: { email: string | null }) {
  const query = email === null || email === '' ? '' : `?email=${encodeURIComponent(email)}`;
  return (
    <div className="space-y-3 text-sm">
      <ButtonLink href={`/sign-in/sso${query}`} variant="primary" size="lg" className="w-full">
        Continue with single sign-on
      </ButtonLink>
      <p className="text-center">
        <TextLink href="/sign-in/break-glass">Emergency access for Admins</TextLink>
      </p>
    </div>
  );
}
