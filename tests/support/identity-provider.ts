import { inflateRawSync } from 'node:zlib';
import { systemRandom } from '@/lib/platform/random';
import { certificateBody } from '@/lib/sso/saml/certificate';
import type { KeyPair } from '@/lib/sso/saml/model';
import { createKeyPair } from '@/lib/sso/saml/signing-key';
import { makeResponse, toPost, writeConfirmation } from './saml-signer';

type Making = NonNullable<Parameters<typeof makeResponse>[1]>;

/** What a request of ours says, as an identity provider reads it. */
export type ReadRequest = { id: string; acsUrl: string; issuer: string; relayState: string };

/** An identity provider of a test, which signs whatever it is told to. */
export async function createIdentityProvider(entityId: string, now: Date) {
  const makeKey = () => createKeyPair(systemRandom, 'idp.test', now);
  const key = await makeKey();
  return {
    entityId,
    key,
    makeKey,
    /** Its metadata (SAML metadata 2.0), with these keys. */
    metadata: (keys: readonly KeyPair[] = [key], binding = 'HTTP-Redirect') =>
      `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entityId}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys
        .map(
          ({ certificate }) =>
            `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificateBody(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
        )
        .join(
          '',
        )}<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="https://idp.test/sign-in"/></md:IDPSSODescriptor></md:EntityDescriptor>`,
    /** Its answer to a request, good unless `making` says otherwise; in Base64, as a browser posts it. */
    async answer(request: ReadRequest, at: Date, making: Making = {}): Promise<string> {
      const world = {
        now: at,
        identityKey: key,
        identityProvider: {
          entityId,
          signInUrl: 'https://idp.test/sign-in',
          binding: 'redirect' as const,
          certificates: [key.certificate],
        },
        serviceProvider: {
          entityId: request.issuer,
          acsUrl: request.acsUrl,
          signingKey: key,
          decryptionKey: key,
        },
      };
      const confirmation = writeConfirmation({
        Recipient: request.acsUrl,
        NotOnOrAfter: new Date(at.getTime() + 300_000).toISOString(),
        InResponseTo: request.id,
      });
      return toPost(
        await makeResponse(world, {
          ...making,
          assertion: { confirmation, ...making.assertion },
          response: { inResponseTo: ` InResponseTo="${request.id}"`, ...making.response },
        }),
      );
    },
  };
}

/** Reads a request that came by redirect (SAML bindings 2.0, section 3.4.4). */
export function readRedirect(url: string): ReadRequest {
  const query = new URL(url).searchParams;
  const xml = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString();
  const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? '';
  return {
    id: attribute('ID'),
    acsUrl: attribute('AssertionConsumerServiceURL'),
    issuer: /<saml:Issuer>([^<]*)</.exec(xml)?.[1] ?? '',
    relayState: query.get('RelayState') ?? '',
  };
}
