import type { Metadata } from 'next';
import { Building2 } from 'lucide-react';
import { JoinOfferList } from '@/components/domains/join-offer-list';
import { OfferList } from '@/components/invites/offer-list';
import { LeaveOrganizationButton } from '@/components/orgs/leave-organization-button';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { Time } from '@/components/ui/time';
import { roleDescriptions, roleNames } from '@/lib/authz/permissions';
import { listJoinOffers } from '@/lib/domains/list-join-offers';
import { listMyInvitations } from '@/lib/invites/find-invitation';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import {
  findOwnHeirsAction,
  leaveOrganizationAction,
  previewLeaveAction,
} from '../../orgs/[orgSlug]/members/actions';
import {
  acceptInvitationAction,
  declineInvitationAction,
} from '../../../(auth)/invitations/actions';
import { offerView } from '../../../(auth)/invitations/offer-view';
import { joinOrganizationAction } from '../../welcome/actions';

export const metadata: Metadata = { title: 'Organizations' };

export default async function OrganizationsPage() {
  const { grant } = await requirePerson('/account/organizations');
  const organizations = await listMyOrganizations(webDeps(), grant);
  const offers = await listMyInvitations(webDeps(), grant);
  const joinOffers = await listJoinOffers(webDeps(), grant);
  const create = (
    <ButtonLink href="/welcome" variant="primary">
      Create organization
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Organizations"
        description="Those you are a member of, and what you may do there."
        actions={organizations.length > 0 && create}
      />
      <div className="mb-6 space-y-6 empty:hidden">
        <OfferList
          offers={offers.map(offerView)}
          accept={acceptInvitationAction}
          decline={declineInvitationAction}
        />
        <JoinOfferList offers={joinOffers} join={joinOrganizationAction} />
      </div>
      <Card>
        {organizations.length === 0 ? (
          <EmptyState
            title="No organization yet"
            icon={<Building2 size={20} aria-hidden />}
            action={create}
          >
            An organization owns keys, members and the bill. Create one, or ask an Admin to invite
            you.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {organizations.map(({ organizationId, slug, name, role, status, deletionEndsAt }) => (
              <li
                key={organizationId}
                className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3.5 sm:flex-nowrap sm:px-5"
              >
                <div className="min-w-0">
                  <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                    <TextLink href={`/orgs/${slug}`}>{name}</TextLink>
                    {status !== 'active' && <Badge tone="warning">{statusNames[status]}</Badge>}
                  </p>
                  <p className="mt-0.5 font-mono text-xs break-all text-muted">{slug}</p>
                  {deletionEndsAt !== null && (
                    <p className="mt-0.5 text-xs text-muted">
                      Erased for good on{' '}
                      <Time value={deletionEndsAt.toISOString()} format="absolute" />
                      {role === 'admin' && ', unless an Admin keeps it'}
                    </p>
                  )}
                </div>
                <div className="flex items-center gap-4 max-sm:w-full max-sm:justify-between">
                  <div className="text-sm sm:max-w-100 sm:text-right">
                    <p>{roleNames[role]}</p>
                    <p className="text-xs text-muted">{roleDescriptions[role]}</p>
                  </div>
                  {status !== 'deleting' && (
                    <LeaveOrganizationButton
                      organization={name}
                      previewLeave={previewLeaveAction.bind(null, slug)}
                      leave={leaveOrganizationAction.bind(null, slug)}
                      findOwnHeirs={findOwnHeirsAction.bind(null, slug)}
                    />
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}

const statusNames = { active: 'Active', suspended: 'Suspended', deleting: 'Being deleted' };
