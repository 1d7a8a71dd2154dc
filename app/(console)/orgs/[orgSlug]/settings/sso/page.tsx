import { KeySquare } from 'lucide-react';
import type { Metadata } from 'next';
import { AddConnectionButton } from '@/components/sso/add-connection-button';
import { ConnectionList } from '@/components/sso/connection-list';
import { DomainsNote } from '@/components/sso/domains-note';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { listConnections } from '@/lib/sso/list-connections';
import { maxConnections } from '@/lib/sso/model';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import { createConnectionAction } from './actions';
import { connectionView } from './connection-view';
import { loadVerifiedDomains } from './load-verified-domains';

export const metadata: Metadata = { title: 'Single sign-on' };

type Props = { params: Promise<{ orgSlug: string }> };

export default async function SsoPage({ params }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'sso.update');
  if (!access.allowed) {
    return <RefusedPage title="Single sign-on" orgSlug={orgSlug} permission="sso.update" />;
  }
  const connections = await listConnections(webDeps(), access.grant);
  const domains = await loadVerifiedDomains(orgSlug);
  const path = `/orgs/${orgSlug}/settings/sso`;
  const add = (
    <AddConnectionButton
      createConnection={createConnectionAction.bind(null, orgSlug)}
      path={path}
    />
  );
  const trail = [
    { label: 'Settings', href: `/orgs/${orgSlug}/settings` },
    { label: 'Single sign-on' },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title="Single sign-on"
        description="Your people sign in at the identity provider of your company, by SAML 2.0. A connection is set up, tested, and then activated."
        actions={connections.length > 0 && connections.length < maxConnections && add}
      />
      {domains.length === 0 && (
        <div className="mb-6">
          <DomainsNote domains={domains} domainsHref={`/orgs/${orgSlug}/settings/domains`} />
        </div>
      )}
      <Card>
        {connections.length === 0 ? (
          <EmptyState
            icon={<KeySquare size={20} aria-hidden />}
            title="No connection yet"
            action={add}
          >
            Add one to get the addresses that Okta, Entra ID, Google Workspace, Keycloak or another
            identity provider asks for.
          </EmptyState>
        ) : (
          <ConnectionList
            connections={connections.map(connectionView)}
            path={path}
            now={webDeps().clock.now().toISOString()}
          />
        )}
      </Card>
    </>
  );
}
