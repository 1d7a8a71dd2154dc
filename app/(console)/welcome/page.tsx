import type { Metadata } from 'next';
import { JoinOfferList } from '@/components/domains/join-offer-list';
import { CreateOrganizationForm } from '@/components/orgs/create-organization-form';
import { useCaseCards } from '@/components/orgs/use-case-cards';
import { OfferList } from '@/components/invites/offer-list';
import { AuthDivider, AuthShell } from '@/components/shell/auth-shell';
import { TextLink } from '@/components/ui/text-link';
import { listJoinOffers } from '@/lib/domains/list-join-offers';
import { listMyInvitations } from '@/lib/invites/find-invitation';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { acceptInvitationAction, declineInvitationAction } from '../../(auth)/invitations/actions';
import { offerView } from '../../(auth)/invitations/offer-view';
import { createOrganizationAction, joinOrganizationAction } from './actions';

export const metadata: Metadata = { title: 'Welcome' };

/** The first organization after sign-up, and any further one. */
export default async function WelcomePage() {
  const { session, grant } = await requirePerson('/welcome');
  const [existing] = await listMyOrganizations(webDeps(), grant);
  const offers = await listMyInvitations(webDeps(), grant);
  const joinOffers = await listJoinOffers(webDeps(), grant);
  return (
    <AuthShell
      wide
      title={existing ? 'Create an organization' : `Welcome, ${session.user.name}`}
      description={
        existing
          ? 'It has its own keys, members and bill, apart from your other organizations.'
          : 'Two answers, and you are in. An organization owns the keys, the members and the bill.'
      }
      footer={
        existing && <TextLink href={`/orgs/${existing.slug}`}>Back to {existing.name}</TextLink>
      }
    >
      {offers.length + joinOffers.length > 0 && (
        <div className="mb-8 space-y-8">
          <OfferList
            offers={offers.map(offerView)}
            accept={acceptInvitationAction}
            decline={declineInvitationAction}
          />
          <JoinOfferList offers={joinOffers} join={joinOrganizationAction} />
          <AuthDivider>or create an organization</AuthDivider>
        </div>
      )}
      <CreateOrganizationForm
        useCases={useCaseCards}
        createOrganization={createOrganizationAction}
      />
    </AuthShell>
  );
}
