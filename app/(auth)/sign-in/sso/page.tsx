import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthShell, ShellLinks } from '@/components/shell/auth-shell';
import { NeedsScript } from '@/components/sign-in/needs-script';
import { SsoForm } from '@/components/sso/sso-form';
import { TextLink } from '@/components/ui/text-link';
import { safeNextPath } from '@/lib/sign-in/model';
import { webDeps } from '@/lib/web/deps';
import { currentSession } from '@/lib/web/session';
import { startSsoAction } from './actions';

export const metadata: Metadata = { title: 'Single sign-on' };

type Params = Partial<Record<'next' | 'email', string | string[]>>;
type Props = { searchParams: Promise<Params> };

/** To the identity provider of the company whose domain an address is on; whether there is an account is not looked at. */
export default async function SsoPage({ searchParams }: Props) {
  const { next, email } = await searchParams;
  const path = safeNextPath(next, webDeps().config.appUrl);
  if ((await currentSession()) !== null) redirect(path);
  const signIn = path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
  return (
    <AuthShell
      title="Single sign-on"
      description="Your company’s identity provider signs you in. Your address tells us which one it is."
      footer={
        <ShellLinks>
          <TextLink href={signIn}>Sign in another way</TextLink>
          <TextLink href="/sign-in/break-glass">Emergency access for Admins</TextLink>
        </ShellLinks>
      }
    >
      <NeedsScript />
      <SsoForm
        start={startSsoAction}
        next={path === '/' ? null : path}
        email={typeof email === 'string' ? email.slice(0, 254) : ''}
      />
    </AuthShell>
  );
}
