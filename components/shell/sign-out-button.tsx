'use client';

import { Button } from '../ui/button';
import { LinkButton } from '../ui/text-link';

type Props = { signOut: () => Promise<unknown> };

/** For pages without the account menu. */
export function SignOutButton({ signOut }: Props) {
  return <LinkButton onClick={() => void signOut()}>Sign out</LinkButton>;
}

/** Where signing in another way is the only way on. */
export function SignInAgainButton({
  signOut,
  variant = 'primary',
}: Props & { variant?: 'primary' | 'secondary' }) {
  return (
    <Button variant={variant} size="lg" className="w-full" onClick={() => void signOut()}>
      Sign out and sign in again
    </Button>
  );
}
