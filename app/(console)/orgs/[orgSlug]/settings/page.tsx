import type { Metadata } from 'next';
import { DeleteOrganizationButton } from '@/components/orgs/delete-organization';
import { DeletionEffects } from '@/components/orgs/deletion-effects';
import { OrganizationFacts } from '@/components/orgs/organization-facts';
import { OrganizationForm } from '@/components/orgs/organization-form';
import { useCaseCards } from '@/components/orgs/use-case-cards';
import { UseCaseForm } from '@/components/orgs/use-case-form';
import { ButtonLink } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { CopyValue } from '@/components/ui/copy-value';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { timeZoneOptions } from '@/lib/accounts/time-zones';
import { getOverview, type Overview } from '@/lib/orgs/get-overview';
import { previewDeletion } from '@/lib/orgs/preview-deletion';
import { reachIn } from '@/lib/authz/permissions';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { adminSentence } from '../admin-sentence';
import { RefusedPage } from '../refused-page';
import { deleteOrganizationAction, updateOrganizationAction } from './actions';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage({ params }: { params: Promise<{ orgSlug: string }> }) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'organization.read');
  if (!access.allowed) {
    return <RefusedPage title="Settings" orgSlug={orgSlug} permission="organization.read" />;
  }
  const { organization } = await getOverview(webDeps(), access.grant);
  const editable = reachIn(access.membership, 'organization.update') !== false;

  return (
    <>
      <PageHeader
        title="Settings"
        description="What the organization is called, and what it is for."
      />
      <div className="space-y-6">
        {editable ? (
          <EditableSettings orgSlug={orgSlug} organization={organization} />
        ) : (
          <Section
            title="General"
            description={
              access.membership.isBeingDeleted
                ? 'Nothing can be changed while the organization is being deleted.'
                : `Admins change these settings. ${await adminSentence(orgSlug)}`
            }
            flush
          >
            <OrganizationFacts organization={organization} />
          </Section>
        )}
        <Section
          title="Security policy"
          description="Two-factor authentication, methods of signing in, sessions, networks and keys, and how long the audit log is kept."
          actions={
            <ButtonLink href={`/orgs/${orgSlug}/settings/security`}>
              {reachIn(access.membership, 'policy.update') === false ? 'See' : 'Change'} policy
            </ButtonLink>
          }
        />
        <Section
          title="Access methods"
          description="Every way to prove who one is, and how it stands here. For Admins, what members have yet to do."
          actions={
            <ButtonLink href={`/orgs/${orgSlug}/settings/access-methods`}>
              See access methods
            </ButtonLink>
          }
        />
        {reachIn(access.membership, 'sso.update') !== false && (
          <Section
            title="Single sign-on"
            description="Connect the identity provider of your company by SAML 2.0, and see to the day on which it fails."
            actions={
              <>
                <ButtonLink href={`/orgs/${orgSlug}/settings/sso/break-glass`}>
                  Emergency access
                </ButtonLink>
                <ButtonLink href={`/orgs/${orgSlug}/settings/sso`}>Set up</ButtonLink>
              </>
            }
          />
        )}
        <Section
          title="Domains"
          description="Email domains of your own, proved by a DNS record: who may join by an address on them, and which sign in by single sign-on alone."
          actions={
            <ButtonLink href={`/orgs/${orgSlug}/settings/domains`}>
              {reachIn(access.membership, 'domain.update') === false ? 'See' : 'Change'} domains
            </ButtonLink>
          }
        />
        <Section
          title="Identifiers"
          description="What programs call the organization. They never change."
          flush
        >
          <DescriptionList
            items={[
              {
                term: 'Group ID',
                value: <CopyValue name="Group ID" value={organization.groupId} />,
              },
              {
                term: 'Organization ID',
                value: <CopyValue name="organization ID" value={organization.id} />,
              },
              {
                term: 'Created',
                value: <Time value={organization.createdAt.toISOString()} format="absolute" />,
              },
            ]}
          />
        </Section>
        <DangerSection orgSlug={orgSlug} />
      </div>
    </>
  );
}

/** For Admins alone; others would have no use for it. */
async function DangerSection({ orgSlug }: { orgSlug: string }) {
  const access = await pageAccess(orgSlug, 'organization.delete');
  if (!access.allowed) return null;
  const { keys, ...counts } = await previewDeletion(webDeps(), access.grant);
  return (
    <Section
      tone="danger"
      title="Delete this organization"
      footer={
        <DeleteOrganizationButton
          organization={access.membership.name}
          deleteOrganization={deleteOrganizationAction.bind(null, orgSlug)}
        />
      }
    >
      <DeletionEffects
        {...counts}
        keys={{
          ...keys,
          latest: keys.latest.map((key) => ({ ...key, lastUsedAt: key.lastUsedAt.toISOString() })),
        }}
      />
    </Section>
  );
}

function EditableSettings({
  orgSlug,
  organization,
}: {
  orgSlug: string;
  organization: Overview['organization'];
}) {
  const { name, slug, timeZone, useCase } = organization;
  const updateOrganization = updateOrganizationAction.bind(null, orgSlug);
  const zones = timeZoneOptions(webDeps().clock.now());
  return (
    <>
      <Section title="General">
        <OrganizationForm
          // Anew with what is saved, also where somebody else saved it.
          key={`${name} ${slug} ${timeZone}`}
          organization={{ name, slug, timeZone }}
          timeZones={
            // A zone by an older name is a zone all the same.
            zones.some(({ value }) => value === timeZone)
              ? zones
              : [{ value: timeZone, label: timeZone }, ...zones]
          }
          updateOrganization={updateOrganization}
        />
      </Section>
      <Section title="Use case" description="Orders the overview, and restricts nothing.">
        <UseCaseForm
          key={useCase}
          useCase={useCase}
          options={useCaseCards}
          updateOrganization={updateOrganization}
        />
      </Section>
    </>
  );
}
