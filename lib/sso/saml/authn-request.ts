import { createSign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import {
  digestAlgorithms,
  exclusiveC14n,
  signatureAlgorithms,
  signatureTransforms,
} from './algorithms';
import { certificateBody } from './certificate';
import type { IdentityProvider, KeyPair, ServiceProvider } from './model';
import { namespaces } from './xml-tree';
import { escapeXml } from './write-xml';

export type AuthnRequestInput = {
  serviceProvider: ServiceProvider;
  identityProvider: IdentityProvider;
  /** Unguessable, and a name that XML takes: see `createRequestId`. */
  id: string;
  /** Comes back with the response; ours means something to us alone. */
  relayState: string;
  /** Whether the person has to sign in anew, whatever session there is. */
  forceAuthn: boolean;
  now: Date;
};

/** Where the browser goes, and how. */
export type AuthnRequest =
  | { binding: 'redirect'; url: string }
  | { binding: 'post'; action: string; fields: { SAMLRequest: string; RelayState: string } };

const [signatureAlgorithm = ''] = signatureAlgorithms;
const [digestAlgorithm = ''] = digestAlgorithms;

/** A signed request to sign somebody in (core §3.4.1), in the binding that the identity provider asks for. */
export function createAuthnRequest(input: AuthnRequestInput): AuthnRequest {
  const { identityProvider, serviceProvider, relayState } = input;
  const xml = writeRequest(input);
  if (identityProvider.binding === 'redirect') {
    const query = signQuery(xml, relayState, serviceProvider.signingKey);
    const { signInUrl } = identityProvider;
    return {
      binding: 'redirect',
      url: `${signInUrl}${signInUrl.includes('?') ? '&' : '?'}${query}`,
    };
  }
  return {
    binding: 'post',
    action: identityProvider.signInUrl,
    fields: {
      SAMLRequest: Buffer.from(signEnveloped(xml, serviceProvider.signingKey)).toString('base64'),
      RelayState: relayState,
    },
  };
}

/** An id of 128 random bits and more is one that nobody guesses (core §1.3.4); it begins with a letter, as XML wants. */
export function createRequestId(token: string): string {
  return `_${token}`;
}

function writeRequest({
  serviceProvider,
  identityProvider,
  id,
  forceAuthn,
  now,
}: AuthnRequestInput) {
  const attributes = {
    'xmlns:samlp': namespaces.protocol,
    'xmlns:saml': namespaces.assertion,
    ID: id,
    Version: '2.0',
    IssueInstant: now.toISOString(),
    Destination: identityProvider.signInUrl,
    AssertionConsumerServiceURL: serviceProvider.acsUrl,
    ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
    ...(forceAuthn ? { ForceAuthn: 'true' } : {}),
  };
  const written = Object.entries(attributes).map(
    ([name, value]) => `${name}="${escapeXml(value)}"`,
  );
  return (
    `<samlp:AuthnRequest ${written.join(' ')}>` +
    `<saml:Issuer>${escapeXml(serviceProvider.entityId)}</saml:Issuer>` +
    `<samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>`
  );
}

/** The signature is over the query, letter for letter as it is sent (bindings §3.4.4.1). */
function signQuery(xml: string, relayState: string, { privateKey }: KeyPair): string {
  const query = [
    ['SAMLRequest', deflateRawSync(xml).toString('base64')],
    ['RelayState', relayState],
    ['SigAlg', signatureAlgorithm],
  ]
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  const signature = createSign('RSA-SHA256').update(query).sign(privateKey, 'base64');
  return `${query}&Signature=${encodeURIComponent(signature)}`;
}

function signEnveloped(xml: string, { privateKey, certificate }: KeyPair): string {
  const signer = new SignedXml({
    privateKey,
    signatureAlgorithm,
    canonicalizationAlgorithm: exclusiveC14n,
    getKeyInfoContent: () =>
      `<ds:X509Data><ds:X509Certificate>${certificateBody(certificate)}</ds:X509Certificate></ds:X509Data>`,
  });
  signer.addReference({
    xpath: '/*',
    digestAlgorithm,
    transforms: [...signatureTransforms],
  });
  // After the issuer, where the schema has it (core §3.2.1).
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: "/*/*[local-name()='Issuer']", action: 'after' },
  });
  return signer.getSignedXml();
}
