import type { Metadata } from 'next';
import { Globe } from 'lucide-react';
import { AddDomainButton } from '@/components/domains/add-domain-button';
import { DomainList } from '@/components/domains/domain-list';
import { DomainSection } from '@/components/domains/domain-section';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Card, Section } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { reachIn } from '@/lib/authz/permissions';
import { findSsoReadiness } from '@/lib/domains/sso-readiness';
import { listDomains } from '@/lib/domains/list-domains';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { adminSentence } from '../../admin-sentence';
import { RefusedPage } from '../../refused-page';
import {
  addDomainAction,
  checkDomainAction,
  removeDomainAction,
  previewSsoRequirementAction,
  updateJoinModeAction,
  updateSsoRequirementAction,
} from './actions';
import { domainView } from './domain-view';

export const metadata: Metadata = { title: 'Domains' };

type Props = { params: Promise<{ orgSlug: string }> };

export default async function DomainsPage({ params }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'organization.read');
  if (!access.allowed) {
    return <RefusedPage title="Domains" orgSlug={orgSlug} permission="organization.read" />;
  }
  const domains = (await listDomains(webDeps(), access.grant)).map(domainView);
  const sso = await pageAccess(orgSlug, 'sso.update');
  const readiness = sso.allowed ? await findSsoReadiness(webDeps(), sso.grant) : null;
  const editable = reachIn(access.membership, 'domain.update') !== false && readiness !== null;
  const trail = [{ label: 'Settings', href: `/orgs/${orgSlug}/settings` }, { label: 'Domains' }];
  const add = <AddDomainButton addDomain={addDomainAction.bind(null, orgSlug)} />;
  const actions = {
    check: checkDomainAction.bind(null, orgSlug),
    updateJoinMode: updateJoinModeAction.bind(null, orgSlug),
    remove: removeDomainAction.bind(null, orgSlug),
    previewSso: previewSsoRequirementAction.bind(null, orgSlug),
    updateSso: updateSsoRequirementAction.bind(null, orgSlug),
  };
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title="Domains"
        description="Email domains that the organization has proved to be its own."
        actions={editable && domains.length > 0 && add}
      />
      {editable && domains.length > 0 && (
        <div className="space-y-6">
          {domains.map((domain) => (
            <DomainSection
              key={domain.id}
              domain={domain}
              actions={actions}
              readiness={readiness}
              settingsHref={`/orgs/${orgSlug}/settings`}
            />
          ))}
        </div>
      )}
      {editable && domains.length === 0 && (
        <Card>
          <EmptyState title="No domains yet" icon={<Globe size={20} aria-hidden />} action={add}>
            Prove that a domain is yours with a DNS record. People with an address on it can then
            sign in by single sign-on, or join by themselves.
          </EmptyState>
        </Card>
      )}
      {!editable && (
        <Section
          title="Domains of the organization"
          description={
            access.membership.isBeingDeleted
              ? 'Nothing can be changed while the organization is being deleted.'
              : `Admins change this. ${await adminSentence(orgSlug)}`
          }
          flush
        >
          {domains.length === 0 ? (
            <p className="px-4 py-3 text-sm text-muted sm:px-5">There are no domains yet.</p>
          ) : (
            <DomainList domains={domains} />
          )}
        </Section>
      )}
    </>
  );
}
