import type { Document, Element } from '@xmldom/xmldom';
import { contentEncryptions, keyDigests, keyEncryptions } from './algorithms';
import { checkSignatureForm } from './check-signature-form';
import { SamlRefusal } from './model';
import { decodeUtf8, readXml, type XmlLimits } from './read-xml';
import { attributeOf, childrenNamed, everyElement, isNamed, onlyChild, textOf } from './xml-tree';

const limits: XmlLimits = { bytes: 350 * 1024, depth: 32, elements: 2_000 };
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/** A response whose form leaves one way to read it, before anything in it is believed. */
export type CheckedResponse = {
  /** The text that was checked, and that the library is given. */
  xml: string;
  root: Element;
  responseSigned: boolean;
  /** As it came, or the one that waits to be decrypted. */
  assertion: Element;
  encrypted: boolean;
  /** False too for what is still encrypted. */
  assertionSigned: boolean;
};

/**
 * Looks at the form of a response (bindings §3.5.4) before the library sees it: size, encoding, what XML is used for, one
 * assertion in its place, signatures where they belong and of the form that they must have.
 *
 * @throws SamlRefusal
 */
export function preflight(samlResponse: string): CheckedResponse {
  const xml = decodeUtf8(decodeBase64(samlResponse));
  const document = readXml(xml, limits);
  const root = document.documentElement;
  if (root === null || !isNamed(root, 'protocol', 'Response')) {
    throw new SamlRefusal('root', 'samlp:Response', root?.nodeName ?? null);
  }
  refuseFailure(root);
  const assertions = [
    ...childrenNamed(root, 'assertion', 'Assertion'),
    ...childrenNamed(root, 'assertion', 'EncryptedAssertion'),
  ];
  const [assertion] = assertions;
  if (assertion === undefined || assertions.length > 1) {
    throw new SamlRefusal('assertions', '1', String(assertions.length));
  }
  const encrypted = isNamed(assertion, 'assertion', 'EncryptedAssertion');
  const signed = checkTree(document, encrypted ? [root] : [root, assertion], assertion);
  if (encrypted) checkEncryption(assertion);
  return {
    xml,
    root,
    responseSigned: signed.has(root),
    assertion,
    encrypted,
    assertionSigned: signed.has(assertion),
  };
}

/**
 * Looks at what was decrypted as at what came in the open.
 *
 * @throws SamlRefusal
 */
export function preflightDecrypted(
  xml: string,
  around: Element,
): { assertion: Element; signed: boolean } {
  const document = readXml(xml, limits);
  const assertion = document.documentElement;
  if (assertion === null || !isNamed(assertion, 'assertion', 'Assertion')) {
    throw new SamlRefusal('assertions', 'saml:Assertion', assertion?.nodeName ?? null);
  }
  const signed = checkTree(document, [assertion], assertion);
  const id = attributeOf(assertion, 'ID');
  if (id === attributeOf(around, 'ID')) throw new SamlRefusal('duplicate-id', null, id);
  return { assertion, signed: signed.has(assertion) };
}

/** What the library says is verified, read with the same care. */
export function readVerified(xml: string): Element {
  const root = readXml(xml, limits).documentElement;
  if (root === null || !isNamed(root, 'assertion', 'Assertion')) {
    throw new SamlRefusal('signature', 'saml:Assertion', root?.nodeName ?? null);
  }
  return root;
}

function decodeBase64(text: string): Uint8Array {
  const most = Math.ceil((limits.bytes * 4) / 3) + 10_000;
  if (text.length > most) throw new SamlRefusal('size', `≤ ${limits.bytes}`, String(text.length));
  const packed = text.replace(/[ \t\r\n]/g, '');
  if (packed === '' || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
    throw new SamlRefusal('encoding', 'Base64');
  }
  return Buffer.from(packed, 'base64');
}

/** A refusal of the identity provider's own has no assertion: what it says is more use than that. */
function refuseFailure(root: Element): void {
  const status = onlyChild(root, 'protocol', 'Status');
  const code = status && onlyChild(status, 'protocol', 'StatusCode');
  const value = code && attributeOf(code, 'Value');
  if (value === success) return;
  const inner = code && onlyChild(code, 'protocol', 'StatusCode');
  const message = status && onlyChild(status, 'protocol', 'StatusMessage');
  const told = [value, inner && attributeOf(inner, 'Value'), message && textOf(message)];
  throw new SamlRefusal('status', success, told.filter(Boolean).join(' ') || null);
}

/**
 * Every element, once: no ID twice, no response or assertion but in its place, and no signature but one in each of
 * `signable`, over that element. Returns those that are signed.
 */
function checkTree(document: Document, signable: Element[], assertion: Element): Set<Element> {
  const ids = new Set<string>();
  const signed = new Set<Element>();
  for (const element of everyElement(document)) {
    collectIds(element, ids);
    const { localName, parentNode } = element;
    if (localName === 'Response' && element !== document.documentElement) {
      throw new SamlRefusal('root', 'one Response');
    }
    if (/^(Encrypted)?Assertion$/.test(localName ?? '') && element !== assertion) {
      throw new SamlRefusal('assertions', '1', 'more than one');
    }
    if (localName !== 'Signature') continue;
    const parent = signable.find((candidate) => candidate === parentNode);
    if (parent === undefined || !isNamed(element, 'signature', 'Signature') || signed.has(parent)) {
      throw new SamlRefusal('signature-place', null, parentNode?.nodeName ?? null);
    }
    checkSignatureForm(element, attributeOf(parent, 'ID') ?? '');
    signed.add(parent);
  }
  for (const element of signable) {
    const id = attributeOf(element, 'ID') ?? '';
    // An NCName (XML Namespaces §3) of the letters that are in use: no quotes, that could end an XPath.
    if (!/^[A-Za-z_][\w.-]{0,255}$/.test(id)) throw new SamlRefusal('xml', 'an ID', id);
  }
  return signed;
}

/** By whatever spelling and namespace: readers differ in what they take for an ID. */
function collectIds(element: Element, ids: Set<string>): void {
  for (const { localName, value } of element.attributes) {
    if (localName?.toLowerCase() !== 'id') continue;
    if (ids.has(value)) throw new SamlRefusal('duplicate-id', null, value);
    ids.add(value);
  }
}

/** One key, one text (XML Encryption §3), with the key inside or beside. */
function checkEncryption(encrypted: Element): void {
  const data = onlyChild(encrypted, 'encryption', 'EncryptedData');
  if (data === null) throw new SamlRefusal('decryption', 'one EncryptedData');
  const inside = [...everyInside(encrypted)];
  const keys = inside.filter((element) => element.localName === 'EncryptedKey');
  const [key] = keys;
  const ciphers = inside.filter((element) => element.localName === 'CipherValue');
  if (key === undefined || keys.length > 1 || ciphers.length !== 2) {
    throw new SamlRefusal('decryption', 'one EncryptedKey', String(keys.length));
  }
  if (inside.some((element) => element.localName === 'CipherReference')) {
    throw new SamlRefusal('decryption', 'no CipherReference');
  }
  requireMethod(data, contentEncryptions);
  const digest = onlyChild(requireMethod(key, keyEncryptions), 'signature', 'DigestMethod');
  const digestAlgorithm = digest && attributeOf(digest, 'Algorithm');
  if (digestAlgorithm !== null && !keyDigests.includes(digestAlgorithm)) {
    throw new SamlRefusal('algorithm', 'sha1 in OAEP', digestAlgorithm);
  }
}

function requireMethod(parent: Element, allowed: readonly string[]): Element {
  const method = onlyChild(parent, 'encryption', 'EncryptionMethod');
  const algorithm = method && attributeOf(method, 'Algorithm');
  if (method === null || algorithm === null || !allowed.includes(algorithm)) {
    throw new SamlRefusal(
      'algorithm',
      allowed.map((name) => name.split('#')[1]).join(', '),
      algorithm,
    );
  }
  return method;
}

function* everyInside(element: Element): Generator<Element> {
  for (const child of element.children) {
    yield child;
    yield* everyInside(child);
  }
}
