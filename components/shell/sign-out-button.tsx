'use client';

import { LinkButton } from '../ui/text-link';

/** For pages without the account menu. */
export function SignOutButton({ signOut }: { signOut: () => Promise<unknown> }) {
  return (
    <LinkButton
      onClick={() => {
        void signOut();
      }}
    >
      Sign out
    </LinkButton>
  );
}
