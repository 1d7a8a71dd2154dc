import type { Metadata } from 'next';
import { AuthShell } from '@/components/shell/auth-shell';
import { DisownSignIn } from '@/components/sign-in/disown-sign-in';
import { ButtonLink } from '@/components/ui/button';
import { isNotMeLinkLive } from '@/lib/sign-in/disown-sign-in';
import { webDeps } from '@/lib/web/deps';
import { disownSignInAction } from './actions';

export const metadata: Metadata = { title: 'Secure your account' };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** Says what the button does and does nothing: scanners of mail open links before people do. */
export default async function NotMePage({ searchParams }: Props) {
  const { token } = await searchParams;
  if (typeof token !== 'string' || !(await isNotMeLinkLive(webDeps(), token))) {
    return (
      <AuthShell
        title="This link no longer works"
        description="It was used, the account was secured by another one, or it is older than 7 days. A new password shuts everybody out too."
      >
        <ButtonLink href="/forgot-password" variant="primary" size="lg" className="w-full">
          Set a new password
        </ButtonLink>
      </AuthShell>
    );
  }
  return <DisownSignIn disown={disownSignInAction} token={token} />;
}
