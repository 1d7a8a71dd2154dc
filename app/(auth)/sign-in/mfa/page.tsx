import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SecondFactorForm } from '@/components/mfa/second-factor-form';
import { AuthShell } from '@/components/shell/auth-shell';
import { TextLink } from '@/components/ui/text-link';
import { isSecondFactorDue } from '@/lib/sign-in/complete-second-factor';
import { safeNextPath } from '@/lib/sign-in/model';
import { readCookie } from '@/lib/web/cookies';
import { webDeps } from '@/lib/web/deps';
import { secondFactorAction } from './actions';

export const metadata: Metadata = { title: 'Confirm your sign-in' };

type Props = { searchParams: Promise<{ next?: string | string[]; with?: string | string[] }> };

export default async function SecondFactorPage({ searchParams }: Props) {
  const query = await searchParams;
  const deps = webDeps();
  const next = safeNextPath(query.next, deps.config.appUrl);
  const token = await readCookie('challenge');
  if (token === null || !(await isSecondFactorDue(deps, token))) {
    redirect(next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
  }
  const kind = query.with === 'recovery-code' ? 'recovery-code' : 'totp';
  return (
    <AuthShell
      title="Confirm your sign-in"
      description={
        kind === 'totp'
          ? 'Open your authenticator app and enter the code that it shows for Gatehouse.'
          : 'Enter one of the recovery codes that you saved. Each works once.'
      }
      footer={<TextLink href="/sign-in">Sign in as somebody else</TextLink>}
    >
      <SecondFactorForm
        key={kind}
        finish={secondFactorAction}
        kind={kind}
        next={next === '/' ? null : next}
      />
    </AuthShell>
  );
}
