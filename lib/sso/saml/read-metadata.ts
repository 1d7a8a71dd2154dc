import type { Element } from '@xmldom/xmldom';
import { invalidField } from '@/lib/kernel/errors';
import { readCertificate, type CertificateFault, type SigningCertificate } from './certificate';
import { SamlRefusal, type Binding } from './model';
import { readXml } from './read-xml';
import { attributeOf, childrenNamed, isNamed, namespaces, textOf } from './xml-tree';

/** What an Admin need not type. */
export type IdentityProviderMetadata = {
  entityId: string;
  signInUrl: string;
  binding: Binding;
  certificates: SigningCertificate[];
};

type Reading = {
  now: Date;
  /** Whether the identity provider may stand on this machine without TLS: for development and tests. */
  allowLoopback?: boolean;
};

const limits = { bytes: 512 * 1024, depth: 32, elements: 4_000 };
const field = 'metadata';
const bindings: readonly (readonly [Binding, string])[] = [
  ['redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'],
  ['post', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'],
];
const mostCertificates = 10;
const longestName = 1024;

/**
 * Reads the metadata of an identity provider (metadata §2.3, §2.4.3). It is believed because an Admin brings it: a signature
 * in it is neither asked for nor checked.
 *
 * @throws AppError `invalid-input`, with words for the field `metadata`.
 */
export function readMetadata(xml: string, reading: Reading): IdentityProviderMetadata {
  const { entity, role } = findIdentityProvider(readDocument(xml), reading.now);
  const entityId = attributeOf(entity, 'entityID') ?? '';
  if (entityId === '' || entityId.length > longestName || entityId.trim() !== entityId) {
    throw refuse('The metadata has no usable entityID.');
  }
  return {
    entityId,
    ...readSignIn(role, reading.allowLoopback ?? false),
    certificates: readCertificates(role, reading.now),
  };
}

function readDocument(xml: string): Element {
  try {
    // A file may begin with the mark of its encoding.
    const root = readXml(xml.trim().replace(/^\ufeff/, ''), limits).documentElement;
    if (root !== null) return root;
  } catch (error) {
    if (!(error instanceof SamlRefusal)) throw error;
    if (error.check === 'size') throw refuse('The metadata is larger than 512 KB.');
    if (error.check === 'depth' || error.check === 'elements') {
      throw refuse('The metadata is too long: ask for that of one identity provider.');
    }
    if (error.check === 'comment' || error.check === 'processing-instruction') {
      throw refuse('The metadata has comments or instructions in it. Remove them and try again.');
    }
    if (error.check === 'doctype')
      throw refuse('The metadata has a document type, which is refused.');
  }
  throw refuse('This is not well-formed XML. Paste the whole metadata document.');
}

function findIdentityProvider(root: Element, now: Date): { entity: Element; role: Element } {
  const isList = isNamed(root, 'metadata', 'EntitiesDescriptor');
  if (!isList && !isNamed(root, 'metadata', 'EntityDescriptor')) {
    throw refuse('This is XML, but not SAML 2.0 metadata.');
  }
  const entities = isList ? childrenNamed(root, 'metadata', 'EntityDescriptor') : [root];
  const found = entities.flatMap((entity) =>
    childrenNamed(entity, 'metadata', 'IDPSSODescriptor')
      .filter((role) => speaksSaml2(role))
      .map((role) => ({ entity, role })),
  );
  const [first, ...others] = found;
  if (first === undefined) throw refuse('The metadata describes no SAML 2.0 identity provider.');
  if (others.length > 0) throw refuse('The metadata describes more than one identity provider.');
  for (const element of [root, first.entity, first.role]) refuseEnded(element, now);
  return first;
}

function speaksSaml2(role: Element): boolean {
  const spoken = attributeOf(role, 'protocolSupportEnumeration') ?? '';
  return spoken.split(/\s+/).includes(namespaces.protocol);
}

function refuseEnded(element: Element, now: Date): void {
  const validUntil = attributeOf(element, 'validUntil');
  if (validUntil === null) return;
  const end = new Date(validUntil);
  if (Number.isNaN(end.getTime()) || end <= now) {
    throw refuse('The metadata has run out (validUntil). Get it anew from your identity provider.');
  }
}

/** By redirect where it can be: a request fits in an address, and a form needs a page in between. */
function readSignIn(
  role: Element,
  allowLoopback: boolean,
): Pick<IdentityProviderMetadata, 'signInUrl' | 'binding'> {
  const services = childrenNamed(role, 'metadata', 'SingleSignOnService');
  for (const [binding, name] of bindings) {
    const service = services.find((candidate) => attributeOf(candidate, 'Binding') === name);
    if (service === undefined) continue;
    const signInUrl = attributeOf(service, 'Location') ?? '';
    if (!isSignInUrl(signInUrl, allowLoopback)) {
      throw refuse('The sign-in address in the metadata must begin with https://.');
    }
    return { signInUrl, binding };
  }
  throw refuse('The metadata has no sign-in address by redirect or POST.');
}

/** Whether a browser may be sent there: https, no user information, no fragment. */
export function isSignInUrl(text: string, allowLoopback: boolean): boolean {
  if (text.length > 2_000 || !URL.canParse(text) || /[\s\\<>"]/.test(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  if (protocol === 'https:') return true;
  return allowLoopback && protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname);
}

const faultWords: Record<CertificateFault, string> = {
  unreadable: 'A signing certificate in the metadata cannot be read.',
  'not-rsa': 'The signing certificate has no RSA key. Choose RSA at your identity provider.',
  weak: 'The RSA key of the signing certificate is shorter than 2,048 bits.',
  expired: 'The signing certificate has expired. Renew it at your identity provider.',
};

/** Those for signing, once each. While one is rolled, an old one may be past its end: it is left out. */
function readCertificates(role: Element, now: Date): SigningCertificate[] {
  const texts = childrenNamed(role, 'metadata', 'KeyDescriptor')
    .filter((key) => [null, 'signing'].includes(attributeOf(key, 'use')))
    .flatMap((key) => childrenNamed(key, 'signature', 'KeyInfo'))
    .flatMap((info) => childrenNamed(info, 'signature', 'X509Data'))
    .flatMap((data) => childrenNamed(data, 'signature', 'X509Certificate'))
    .map((certificate) => textOf(certificate) ?? '');
  if (texts.length > mostCertificates) throw refuse('The metadata has too many certificates.');
  const read = texts.map((text) => readCertificate(text, now));
  const good = read.filter((certificate) => typeof certificate !== 'string');
  const fault = read.find((certificate) => typeof certificate === 'string');
  if (fault !== undefined && (good.length === 0 || fault !== 'expired')) {
    throw refuse(faultWords[fault]);
  }
  if (good.length === 0) throw refuse('The metadata has no signing certificate.');
  return [
    ...new Map(good.map((certificate) => [certificate.fingerprint256, certificate])).values(),
  ];
}

const refuse = (words: string) => invalidField(field, words);
