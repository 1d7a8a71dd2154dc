import type { Element } from '@xmldom/xmldom';
import {
  digestAlgorithms,
  exclusiveC14n,
  signatureAlgorithms,
  signatureTransforms,
} from './algorithms';
import { SamlRefusal } from './model';
import { attributeOf, isNamed, textOf, type Namespace } from './xml-tree';

/**
 * Holds a signature to the narrow form that SAML gives it (core §5.4): over the element it stands in and nothing else, so
 * that the library has one way to read it. Whether it is true is the library's to say.
 *
 * @throws SamlRefusal `signature-form` or `algorithm`.
 */
export function checkSignatureForm(signature: Element, parentId: string): void {
  const [signedInfo, value, keyInfo, ...others] = [...signature.children];
  require(isA(signedInfo, 'SignedInfo'), 'SignedInfo');
  require(isA(value, 'SignatureValue') && isBase64(value), 'SignatureValue');
  require(keyInfo === undefined || isPlainKeyInfo(keyInfo), 'KeyInfo');
  require(others.length === 0, 'nothing after KeyInfo');
  checkSignedInfo(signedInfo, parentId);
}

function checkSignedInfo(signedInfo: Element, parentId: string): void {
  const [c14n, method, reference, ...others] = [...signedInfo.children];
  require(isA(c14n, 'CanonicalizationMethod') &&
    c14n.children.length === 0, 'CanonicalizationMethod');
  require(isA(method, 'SignatureMethod') && method.children.length === 0, 'SignatureMethod');
  require(isA(reference, 'Reference') && others.length === 0, 'one Reference');
  requireAlgorithm(c14n, [exclusiveC14n]);
  requireAlgorithm(method, signatureAlgorithms);
  const uri = attributeOf(reference, 'URI');
  if (uri !== `#${parentId}`) throw new SamlRefusal('signature-form', `#${parentId}`, uri);
  const [transforms, digestMethod, digestValue, ...rest] = [...reference.children];
  require(isA(transforms, 'Transforms'), 'Transforms');
  require(isA(digestMethod, 'DigestMethod') && digestMethod.children.length === 0, 'DigestMethod');
  require(isA(digestValue, 'DigestValue') && isBase64(digestValue), 'DigestValue');
  require(rest.length === 0, 'one DigestValue');
  requireAlgorithm(digestMethod, digestAlgorithms);
  checkTransforms(transforms);
}

function checkTransforms(transforms: Element): void {
  const found = [...transforms.children];
  require(found.length === signatureTransforms.length, `${signatureTransforms.length} transforms`);
  for (const [index, transform] of found.entries()) {
    require(isA(transform, 'Transform'), 'Transform');
    requireAlgorithm(transform, signatureTransforms.slice(index, index + 1));
    const inclusive = [...transform.children];
    // Exclusive canonical XML may be told of prefixes to keep (§3); nothing else stands in a transform.
    require(index === 1 || inclusive.length === 0, 'an empty transform');
    require(inclusive.length <= 1 &&
      inclusive.every((child) =>
        isA(child, 'InclusiveNamespaces', 'exclusiveC14n'),
      ), 'InclusiveNamespaces alone');
  }
}

/** Certificates, key names and values. Nothing of it is believed: the keys are those of the connection. */
function isPlainKeyInfo(keyInfo: Element): boolean {
  const known = ['X509Data', 'KeyName', 'KeyValue'];
  return (
    isA(keyInfo, 'KeyInfo') &&
    [...keyInfo.children].every((child) => known.some((name) => isA(child, name))) &&
    [...keyInfo.children].every((child) =>
      [...child.children].every(
        (part) => part.namespaceURI === child.namespaceURI && part.localName !== child.localName,
      ),
    )
  );
}

function isA(
  element: Element | undefined,
  name: string,
  namespace: Namespace = 'signature',
): element is Element {
  return element !== undefined && isNamed(element, namespace, name);
}

/** Base64 with something in it, as text and nothing else. */
function isBase64(element: Element): boolean {
  return /^[A-Za-z0-9+/]{4,}={0,2}$/.test((textOf(element) ?? '').replace(/[ \t\r\n]/g, ''));
}

function require(holds: boolean, expected: string): asserts holds {
  if (!holds) throw new SamlRefusal('signature-form', expected);
}

function requireAlgorithm(element: Element, allowed: readonly string[]): void {
  const algorithm = attributeOf(element, 'Algorithm');
  if (algorithm === null || !allowed.includes(algorithm)) {
    throw new SamlRefusal('algorithm', allowed.map(shortName).join(', '), algorithm);
  }
}

const shortName = (algorithm: string) => algorithm.replace(/^.*[#/](?=.)/, '');
