import type { Metadata } from 'next';
import { AuthDivider, AuthShell } from '@/components/shell/auth-shell';
import {
  ConfirmByCodeForm,
  ConfirmByLinkForm,
  ResendForm,
} from '@/components/sign-in/confirm-forms';
import { NeedsScript } from '@/components/sign-in/needs-script';
import { Banner } from '@/components/ui/banner';
import { ButtonLink } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { findSignUp } from '@/lib/sign-in/find-sign-up';
import { readCookie } from '@/lib/web/cookies';
import { webDeps } from '@/lib/web/deps';
import { confirmByCodeAction, confirmByLinkAction, resendAction } from './actions';

export const metadata: Metadata = { title: 'Confirm your email address' };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** Shows what can be done and does nothing: scanners of mail open links before people do. */
export default async function VerifyEmailPage({ searchParams }: Props) {
  const { token } = await searchParams;
  const link = typeof token === 'string' ? token : null;
  const view = await findSignUp(webDeps(), link, await readCookie('sign-up'));

  if (view.kind === 'link' && link !== null) {
    return (
      <AuthShell
        title="Confirm your email address"
        description={
          view.email === null ? (
            'You signed up in another browser. Your password finishes it in this one.'
          ) : (
            <>
              One click finishes your sign-up with <Address>{view.email}</Address>.
            </>
          )
        }
      >
        <NeedsScript />
        <ConfirmByLinkForm
          confirm={confirmByLinkAction}
          token={link}
          needsPassword={view.needsPassword}
        />
      </AuthShell>
    );
  }

  if (view.kind === 'code') {
    return (
      <AuthShell
        title="Check your mail"
        description={
          <>
            We sent a mail to <Address>{view.email}</Address>. Open its link, or enter its code
            here.
          </>
        }
        footer={
          <>
            Wrong address? <TextLink href="/sign-up">Sign up again</TextLink>
          </>
        }
      >
        <NeedsScript />
        {view.codeWorks ? (
          <ConfirmByCodeForm confirm={confirmByCodeAction} />
        ) : (
          <Banner tone="warning" title="The code no longer works">
            It works for 10 minutes and five tries. The link in the mail still works, or have a new
            mail sent.
          </Banner>
        )}
        <AuthDivider>no mail?</AuthDivider>
        <ResendForm resend={resendAction} />
      </AuthShell>
    );
  }

  return (
    <AuthShell
      title={view.kind === 'ended' ? 'This link no longer works' : 'No sign-up waits here'}
      description={
        view.kind === 'ended'
          ? 'It was used, replaced by a newer one, or is older than a day. If you have confirmed your address, sign in.'
          : 'This browser has not signed up in the last day. Open the link in your mail, or sign up.'
      }
    >
      <div className="flex flex-col gap-2">
        <ButtonLink href="/sign-in" variant="primary" size="lg">
          Sign in
        </ButtonLink>
        <ButtonLink href="/sign-up" size="lg">
          Sign up
        </ButtonLink>
      </div>
    </AuthShell>
  );
}

function Address({ children }: { children: string }) {
  return <span className="font-medium wrap-anywhere text-text">{children}</span>;
}
