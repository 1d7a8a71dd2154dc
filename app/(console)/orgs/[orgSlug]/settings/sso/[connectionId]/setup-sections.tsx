import { AttributesForm } from '@/components/sso/attributes-form';
import { IdentityProviderFacts } from '@/components/sso/identity-provider-facts';
import { MetadataForm } from '@/components/sso/metadata-form';
import { ProviderGuide } from '@/components/sso/provider-guide';
import { ServiceProviderFacts } from '@/components/sso/service-provider-facts';
import { TestButton } from '@/components/sso/test-button';
import { TestResultView } from '@/components/sso/test-result';
import { activeOf, type ConnectionView } from '@/components/sso/views';
import { Section } from '@/components/ui/card';
import { DownloadLink } from '@/components/ui/download-link';
import { fillGuide, guides } from '@/lib/sso/guides';
import { latestAssertion } from '@/lib/sso/model';
import type { ConnectionDetails } from '@/lib/sso/list-connections';
import { mapAttributesAction, setIdentityProviderAction, startTestAction } from '../actions';

type Props = {
  orgSlug: string;
  connection: ConnectionView;
  details: ConnectionDetails;
  now: string;
};

/** The steps from a draft to a version that has passed a test. */
export function SetupSections({ orgSlug, connection, details, now }: Props) {
  const { entityId, acsUrl } = details.serviceProvider;
  const [latest] = connection.versions;
  const lastTest = details.versions[0]?.lastTest ?? null;
  const metadataForm = (
    <MetadataForm
      connectionId={connection.id}
      isReplacement={latest !== undefined}
      setIdentityProvider={setIdentityProviderAction.bind(null, orgSlug)}
    />
  );
  return (
    <>
      <Section
        title="1. Tell the identity provider about Gatehouse"
        description="Make a SAML 2.0 application there, and give it these, or the metadata file if it takes one."
        actions={<DownloadLink href={entityId}>Download metadata</DownloadLink>}
        flush
      >
        <ServiceProviderFacts serviceProvider={details.serviceProvider} />
        <ProviderGuide
          // Its metadata are where the entity ID says.
          guides={guides.map((guide) =>
            fillGuide(guide, { entityId, acsUrl, metadataUrl: entityId }),
          )}
        />
      </Section>
      <Section
        title="2. Tell Gatehouse about the identity provider"
        description="Its metadata say who it is, where people sign in, and which certificates its signatures have. Before it changes its certificate, give metadata that hold both."
        flush={latest !== undefined}
      >
        {latest === undefined ? (
          metadataForm
        ) : (
          <>
            <IdentityProviderFacts version={latest} active={activeOf(connection)} now={now} />
            <details className="border-t border-line px-4 py-3 sm:px-5">
              <summary className="cursor-pointer text-sm font-medium">Replace the metadata</summary>
              <div className="pt-4 pb-2">{metadataForm}</div>
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
              assertion={latestAssertion(details.versions)}
              mapAttributes={mapAttributesAction.bind(null, orgSlug)}
            />
          </Section>
          <Section
            id="test"
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
        </>
      )}
    </>
  );
}
