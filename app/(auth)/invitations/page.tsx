import type { Metadata } from 'next';
import { OfferAnswer, OfferFacts } from '@/components/invites/offer';
import { AuthShell } from '@/components/shell/auth-shell';
import { SignInAgainButton } from '@/components/shell/sign-out-button';
import { NeedsScript } from '@/components/sign-in/needs-script';
import { ButtonLink } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { findInvitation } from '@/lib/invites/find-invitation';
import { idle } from '@/lib/kernel/action-state';
import { AppError } from '@/lib/kernel/errors';
import { webDeps } from '@/lib/web/deps';
import { currentSession } from '@/lib/web/session';
import { signOutAction } from '../../(console)/sign-out/actions';
import { acceptInvitationAction, declineInvitationAction } from './actions';
import { offerView } from './offer-view';

export const metadata: Metadata = { title: 'Invitation' };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/**
 * Where the link of an invitation leads, for everybody who may hold it: the invited person signed in or not, with an
 * account or without (which is not told), or somebody else.
 */
export default async function InvitationPage({ searchParams }: Props) {
  const { token } = await searchParams;
  const offer = typeof token === 'string' ? await offerOf(token) : null;
  if (offer === null || typeof token !== 'string') return <NoLonger />;
  const session = await currentSession();
  const here = `/invitations?token=${encodeURIComponent(token)}`;
  const title = `Join ${offer.organizationName}`;

  if (session === null) {
    return (
      <AuthShell
        title={title}
        description={`${offer.invitedByName} invites you. Sign in as ${offer.email}, or create an account with that address.`}
      >
        <div className="space-y-6">
          <OfferFacts offer={offerView(offer)} />
          <div className="space-y-2">
            <ButtonLink
              href={`/sign-in?next=${encodeURIComponent(here)}`}
              variant="primary"
              size="lg"
              className="w-full"
            >
              Sign in
            </ButtonLink>
            <ButtonLink
              href={`/sign-up?${new URLSearchParams({ email: offer.email, next: here }).toString()}`}
              size="lg"
              className="w-full"
            >
              Create an account
            </ButtonLink>
          </div>
        </div>
      </AuthShell>
    );
  }
  if (offer.acceptedById !== null) {
    return offer.acceptedById === session.user.id ? (
      <AuthShell title={`You are in ${offer.organizationName}`}>
        <ButtonLink
          href={`/orgs/${offer.organizationSlug}`}
          variant="primary"
          size="lg"
          className="w-full"
        >
          Open {offer.organizationName}
        </ButtonLink>
      </AuthShell>
    ) : (
      <NoLonger />
    );
  }
  if (session.user.email !== offer.email) {
    return (
      <AuthShell
        title={title}
        description={`This invitation is to ${offer.email}, and you are signed in as ${session.user.email}. Sign in with the invited address, or ask ${offer.invitedByName} to invite the one that you use.`}
        footer={<TextLink href="/">Stay signed in as {session.user.email}</TextLink>}
      >
        <NeedsScript />
        <SignInAgainButton signOut={signOutAction.bind(null, idle, { next: here })} />
      </AuthShell>
    );
  }
  return (
    <AuthShell title={title} description={`${offer.invitedByName} invites you.`}>
      <NeedsScript />
      <div className="space-y-6">
        <OfferFacts offer={offerView(offer)} />
        <OfferAnswer
          offer={offerView(offer)}
          accept={acceptInvitationAction}
          decline={declineInvitationAction}
        />
      </div>
    </AuthShell>
  );
}

function NoLonger() {
  return (
    <AuthShell
      title="This invitation no longer works"
      description="It was revoked, sent again with another link, accepted, is too old, or its organization is being deleted. Ask whoever invited you."
    >
      <ButtonLink href="/" size="lg" className="w-full">
        Go to Gatehouse
      </ButtonLink>
    </AuthShell>
  );
}

async function offerOf(token: string) {
  try {
    return await findInvitation(webDeps(), token);
  } catch (error) {
    if (error instanceof AppError && error.code === 'link-invalid') return null;
    throw error;
  }
}
