import { promisify } from 'node:util';
import { SignedXml } from 'xml-crypto';
import { encrypt, type EncryptOptions } from 'xml-encryption';
import { systemRandom } from '@/lib/platform/random';
import { certificateBody } from '@/lib/sso/saml/certificate';
import type { IdentityProvider, KeyPair, ServiceProvider } from '@/lib/sso/saml/model';
import { createKeyPair } from '@/lib/sso/saml/signing-key';
import { escapeXml } from '@/lib/sso/saml/write-xml';

/** Two parties who know each other, and the identity provider's key, by which it can say anything. */
export type SamlWorld = {
  serviceProvider: ServiceProvider;
  identityProvider: IdentityProvider;
  identityKey: KeyPair;
  now: Date;
};

export async function createSamlWorld(): Promise<SamlWorld> {
  const now = new Date('2026-11-21T12:00:00.000Z');
  const [identityKey, signingKey, decryptionKey] = await Promise.all(
    ['idp.test', 'gatehouse.test', 'gatehouse.test'].map((name) =>
      createKeyPair(systemRandom, name, now),
    ),
  );
  return {
    now,
    identityKey: identityKey!,
    serviceProvider: {
      entityId: 'https://gatehouse.test/api/sso/saml/c1/metadata',
      acsUrl: 'https://gatehouse.test/api/sso/saml/c1/acs',
      signingKey: signingKey!,
      decryptionKey: decryptionKey!,
    },
    identityProvider: {
      entityId: 'https://idp.test/metadata',
      signInUrl: 'https://idp.test/sign-in',
      binding: 'redirect',
      certificates: [identityKey!.certificate],
    },
  };
}

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const emailAddress = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const success =
  '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>';

const inSeconds = (now: Date, seconds: number) =>
  new Date(now.getTime() + seconds * 1000).toISOString();

/** The parts of a good assertion; a test gives another one in place of a part. */
export function assertionParts({ serviceProvider, identityProvider, now }: SamlWorld) {
  return {
    id: '_assertion',
    version: '2.0',
    issueInstant: now.toISOString(),
    issuer: `<saml:Issuer>${identityProvider.entityId}</saml:Issuer>`,
    nameId: `<saml:NameID Format="${emailAddress}">ada@example.test</saml:NameID>`,
    confirmation: writeConfirmation({
      Recipient: serviceProvider.acsUrl,
      NotOnOrAfter: inSeconds(now, 300),
      InResponseTo: '_request',
    }),
    conditionTimes: `NotBefore="${inSeconds(now, -30)}" NotOnOrAfter="${inSeconds(now, 300)}"`,
    conditions: `<saml:AudienceRestriction><saml:Audience>${serviceProvider.entityId}</saml:Audience></saml:AudienceRestriction>`,
    statement: `<saml:AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="_session" SessionNotOnOrAfter="${inSeconds(now, 3600)}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    attributes:
      writeAttribute('email', 'ada@example.test') + writeAttribute('groups', 'staff', 'engineers'),
    extra: '',
  };
}
export type AssertionParts = ReturnType<typeof assertionParts>;

export function writeConfirmation(data: Record<string, string>, method = bearer): string {
  const written = Object.entries(data).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  return `<saml:SubjectConfirmation Method="${method}"><saml:SubjectConfirmationData${written.join('')}/></saml:SubjectConfirmation>`;
}

export function writeAttribute(name: string, ...values: string[]): string {
  const written = values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`);
  return `<saml:Attribute Name="${escapeXml(name)}">${written.join('')}</saml:Attribute>`;
}

export function writeAssertion(parts: AssertionParts): string {
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${parts.id}" Version="${parts.version}" IssueInstant="${parts.issueInstant}">${parts.issuer}<saml:Subject>${parts.nameId}${parts.confirmation}</saml:Subject><saml:Conditions ${parts.conditionTimes}>${parts.conditions}</saml:Conditions>${parts.statement}<saml:AttributeStatement>${parts.attributes}</saml:AttributeStatement>${parts.extra}</saml:Assertion>`;
}

/** The parts of a good response around an assertion. */
export function responseParts({ serviceProvider, identityProvider, now }: SamlWorld) {
  return {
    id: '_response',
    version: '2.0',
    issueInstant: now.toISOString(),
    inResponseTo: ' InResponseTo="_request"',
    destination: ` Destination="${serviceProvider.acsUrl}"`,
    issuer: `<saml:Issuer>${identityProvider.entityId}</saml:Issuer>`,
    extensions: '',
    status: success,
  };
}
export type ResponseParts = ReturnType<typeof responseParts>;

export function writeResponse(parts: ResponseParts, assertion: string): string {
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${parts.id}" Version="${parts.version}" IssueInstant="${parts.issueInstant}"${parts.inResponseTo}${parts.destination}>${parts.issuer}${parts.extensions}${parts.status}${assertion}</samlp:Response>`;
}

/** Which elements the identity provider signs. */
export type Signed = 'both' | 'assertion' | 'response' | 'nothing';

type Making = {
  signed?: Signed;
  assertion?: Partial<AssertionParts>;
  response?: Partial<ResponseParts>;
  key?: KeyPair;
  /** Of the signature; what SAML asks for where nothing is given. */
  algorithms?: SignatureAlgorithms;
  encrypted?: Partial<EncryptOptions>;
};

/** A response as an identity provider makes it: the assertion is signed, then encrypted, then the response is signed. */
export async function makeResponse(world: SamlWorld, making: Making = {}): Promise<string> {
  const { signed = 'both', key = world.identityKey, algorithms } = making;
  const parts = { ...assertionParts(world), ...making.assertion };
  const around = { ...responseParts(world), ...making.response };
  let assertion = writeAssertion(parts);
  if (signed === 'both' || signed === 'assertion') {
    assertion = sign(assertion, parts.id, key, algorithms);
  }
  if (making.encrypted) {
    assertion = await encryptAssertion(
      assertion,
      world.serviceProvider.decryptionKey.certificate,
      making.encrypted,
    );
  }
  const response = writeResponse(around, assertion);
  return signed === 'both' || signed === 'response'
    ? sign(response, around.id, key, algorithms)
    : response;
}

export const toPost = (xml: string): string => Buffer.from(xml).toString('base64');

export type SignatureAlgorithms = {
  signature?: string;
  digest?: string;
  c14n?: string;
  transforms?: string[];
};

/** Signs the element of that ID and puts the signature after its issuer, as the schema has it. */
export function sign(
  xml: string,
  id: string,
  { privateKey, certificate }: KeyPair,
  {
    signature = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digest = 'http://www.w3.org/2001/04/xmlenc#sha256',
    c14n = 'http://www.w3.org/2001/10/xml-exc-c14n#',
    transforms = ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', c14n],
  }: SignatureAlgorithms = {},
): string {
  const signer = new SignedXml({
    privateKey,
    signatureAlgorithm: signature,
    canonicalizationAlgorithm: c14n,
    getKeyInfoContent: () =>
      `<ds:X509Data><ds:X509Certificate>${certificateBody(certificate)}</ds:X509Certificate></ds:X509Data>`,
  });
  const element = `//*[@ID='${id}']`;
  signer.addReference({ xpath: element, digestAlgorithm: digest, transforms });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${element}/*[local-name()='Issuer']`, action: 'after' },
  });
  return signer.getSignedXml();
}

const encryptXml = promisify<string, EncryptOptions, string>(encrypt);

export async function encryptAssertion(
  assertion: string,
  certificate: string,
  options: Partial<EncryptOptions> = {},
): Promise<string> {
  const data = await encryptXml(assertion, {
    rsa_pub: certificate,
    pem: certificate,
    encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
    warnInsecureAlgorithm: false,
    ...options,
  });
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${data}</saml:EncryptedAssertion>`;
}
