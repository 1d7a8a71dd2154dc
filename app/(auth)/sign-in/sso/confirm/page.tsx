import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthShell } from '@/components/shell/auth-shell';
import { NeedsScript } from '@/components/sign-in/needs-script';
import { ConfirmSso } from '@/components/sso/confirm-sso';
import { TextLink } from '@/components/ui/text-link';
import { findUnsolicited } from '@/lib/sso-sign-in/find-unsolicited';
import { webDeps } from '@/lib/web/deps';
import { confirmUnsolicitedAction } from '../actions';

export const metadata: Metadata = { title: 'Single sign-on' };

type Props = { searchParams: Promise<{ ticket?: string | string[] }> };

/** Before a sign-in that an identity provider began counts, its person reads as whom, and says yes. */
export default async function ConfirmSsoPage({ searchParams }: Props) {
  const { ticket } = await searchParams;
  const found = typeof ticket === 'string' ? await findUnsolicited(webDeps(), ticket) : null;
  if (found === null || typeof ticket !== 'string') redirect('/sign-in?notice=sso-over');
  return (
    <AuthShell
      title={`Sign in to ${found.organization}`}
      description={
        <>
          Your identity provider says that you are{' '}
          <strong className="text-ink font-medium break-all">{found.account}</strong>. If that is
          not you, close this page.
        </>
      }
      footer={<TextLink href="/sign-in">Sign in another way</TextLink>}
    >
      <NeedsScript />
      <ConfirmSso confirm={confirmUnsolicitedAction} ticket={ticket} />
    </AuthShell>
  );
}
