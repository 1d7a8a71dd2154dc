import { CopyValue } from '../ui/copy-value';
import { DescriptionList } from '../ui/description-list';

/** What an identity provider asks for, under the names that it uses. */
export function ServiceProviderFacts({
  serviceProvider: { entityId, acsUrl },
}: {
  serviceProvider: { entityId: string; acsUrl: string };
}) {
  return (
    <DescriptionList
      items={[
        { term: 'ACS URL', value: <CopyValue name="ACS URL" value={acsUrl} /> },
        { term: 'Entity ID', value: <CopyValue name="entity ID" value={entityId} /> },
        {
          term: 'NameID',
          value: 'One that stays the same for a person: persistent, or the email address',
        },
        {
          term: 'Signature',
          value: 'On the assertion, the response, or both, with RSA-SHA256 or better',
        },
      ]}
    />
  );
}
