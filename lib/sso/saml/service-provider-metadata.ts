import { certificateBody } from './certificate';
import type { ServiceProvider } from './model';
import { escapeXml } from './write-xml';
import { namespaces } from './xml-tree';

/**
 * What an identity provider has to know of a connection (metadata §2.4.4). The same each time: it names no moment, and no
 * private key.
 */
export function writeServiceProviderMetadata(serviceProvider: ServiceProvider): string {
  const { entityId, acsUrl, signingKey, decryptionKey } = serviceProvider;
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="${namespaces.metadata}" entityID="${escapeXml(entityId)}">
  <md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="${namespaces.protocol}">
${writeKey('signing', signingKey.certificate)}
${writeKey('encryption', decryptionKey.certificate)}
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escapeXml(acsUrl)}" index="0" isDefault="true"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>
`;
}

function writeKey(use: 'signing' | 'encryption', certificate: string): string {
  const methods =
    use === 'signing'
      ? ''
      : [
          'http://www.w3.org/2009/xmlenc11#aes256-gcm',
          'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
        ]
          .map((algorithm) => `\n      <md:EncryptionMethod Algorithm="${algorithm}"/>`)
          .join('');
  return `    <md:KeyDescriptor use="${use}">
      <ds:KeyInfo xmlns:ds="${namespaces.signature}">
        <ds:X509Data>
          <ds:X509Certificate>${certificateBody(certificate)}</ds:X509Certificate>
        </ds:X509Data>
      </ds:KeyInfo>${methods}
    </md:KeyDescriptor>`;
}
