import type { Metadata } from 'next';
import { AttributesForm } from '@/components/sso/attributes-form';
import { ConnectionState } from '@/components/sso/connection-status';
import { DeleteConnectionButton } from '@/components/sso/delete-connection-button';
import { IdentityProviderFacts } from '@/components/sso/identity-provider-facts';
import { MetadataForm } from '@/components/sso/metadata-form';
import { RenameForm } from '@/components/sso/rename-form';
import { ServiceProviderFacts } from '@/components/sso/service-provider-facts';
import { TestButton } from '@/components/sso/test-button';
import { TestResultView } from '@/components/sso/test-result';
import { VersionList } from '@/components/sso/version-list';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Section } from '@/components/ui/card';
import { DownloadLink } from '@/components/ui/download-link';
import { PageHeader } from '@/components/ui/page-header';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../../refused-page';
import {
  deleteConnectionAction,
  mapAttributesAction,
  renameConnectionAction,
  setIdentityProviderAction,
  startTestAction,
} from '../actions';
import { connectionView } from '../connection-view';
import { loadConnection } from './load-connection';

type Props = { params: Promise<{ orgSlug: string; connectionId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { orgSlug, connectionId } = await params;
  return { title: (await loadConnection(orgSlug, connectionId))?.name ?? 'Single sign-on' };
}

export default async function ConnectionPage({ params }: Props) {
  const { orgSlug, connectionId } = await params;
  const access = await pageAccess(orgSlug, 'sso.update');
  const details = await loadConnection(orgSlug, connectionId);
  if (!access.allowed || details === null) {
    return <RefusedPage title="Single sign-on" orgSlug={orgSlug} permission="sso.update" />;
  }
  const connection = connectionView(details);
  const { serviceProvider } = details;
  const [latest] = connection.versions;
  const lastTest = details.versions[0]?.lastTest ?? null;
  const path = `/orgs/${orgSlug}/settings/sso`;
  const trail = [
    { label: 'Settings', href: `/orgs/${orgSlug}/settings` },
    { label: 'Single sign-on', href: path },
    { label: connection.name },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title={connection.name}
        aside={<ConnectionState versions={connection.versions} />}
      />
      <div className="space-y-6">
        <Section
          title="1. Tell the identity provider about Gatehouse"
          description="Make a SAML 2.0 application there, and give it these, or the metadata file if it takes one."
          actions={<DownloadLink href={serviceProvider.entityId}>Metadata</DownloadLink>}
          flush
        >
          <ServiceProviderFacts serviceProvider={serviceProvider} />
        </Section>
        <Section
          title="2. Tell Gatehouse about the identity provider"
          description="Its metadata say who it is, where people sign in, and which certificates its signatures have. While a certificate is rolled, metadata with both are best."
          flush={latest !== undefined}
        >
          {latest === undefined ? (
            <MetadataForm
              connectionId={connection.id}
              isReplacement={false}
              setIdentityProvider={setIdentityProviderAction.bind(null, orgSlug)}
            />
          ) : (
            <>
              <IdentityProviderFacts version={latest} now={webDeps().clock.now().toISOString()} />
              <details className="border-t border-line px-4 py-3 sm:px-5">
                <summary className="cursor-pointer text-sm font-medium">
                  Replace the metadata
                </summary>
                <div className="pt-4 pb-2">
                  <MetadataForm
                    connectionId={connection.id}
                    isReplacement
                    setIdentityProvider={setIdentityProviderAction.bind(null, orgSlug)}
                  />
                </div>
              </details>
            </>
          )}
        </Section>
        {latest !== undefined && (
          <>
            <Section title="3. Say where the address and the name are">
              <AttributesForm
                key={latest.version}
                connectionId={connection.id}
                version={latest}
                mapAttributes={mapAttributesAction.bind(null, orgSlug)}
              />
            </Section>
            <Section
              title="4. Test"
              description="Leads to the identity provider and back here. It signs nobody in, and every check of the response is told."
            >
              <div className="space-y-4">
                <TestButton
                  connectionId={connection.id}
                  startTest={startTestAction.bind(null, orgSlug)}
                />
                {lastTest !== null && <TestResultView result={lastTest} />}
              </div>
            </Section>
            <Section
              title="Versions"
              description="Each change is a version of its own, with a test of its own."
              flush
            >
              <VersionList versions={connection.versions} />
            </Section>
          </>
        )}
        <Section title="Name">
          <RenameForm
            key={connection.name}
            connection={connection}
            renameConnection={renameConnectionAction.bind(null, orgSlug)}
          />
        </Section>
        <Section
          tone="danger"
          title="Delete this connection"
          description="Its addresses and its key end for good."
          footer={
            <DeleteConnectionButton
              connection={connection}
              deleteConnection={deleteConnectionAction.bind(null, orgSlug)}
              listHref={path}
            />
          }
        />
      </div>
    </>
  );
}
