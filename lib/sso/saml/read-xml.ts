import { DOMParser, type Document } from '@xmldom/xmldom';
import { SamlRefusal, type SamlCheck } from './model';

/** How much of a document is looked at. */
export type XmlLimits = { bytes: number; depth: number; elements: number };

const declaration = /^<\?xml[ \t\r\n]+version=(?:"1\.0"|'1\.0')(?<rest>[^?<>]*)\?>/;
const encoding = /[ \t\r\n]encoding=["'](?<name>[^"']*)["']/;
const forbiddenCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const absoluteUri = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Reads XML that somebody else wrote. SAML needs elements, attributes and text alone: whatever else XML offers has been a
 * way to make two readers see different documents, and is refused before a parser looks at it.
 *
 * @throws SamlRefusal `size`, `encoding`, `xml`, `doctype`, `processing-instruction`, `comment`, `cdata`, `depth` or `elements`.
 */
export function readXml(text: string, limits: XmlLimits): Document {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.bytes) throw new SamlRefusal('size', `≤ ${limits.bytes}`, String(bytes));
  const body = withoutDeclaration(text);
  if (forbiddenCharacter.test(body)) throw new SamlRefusal('xml');
  refuseMarkup(body);
  const tags = body.split('<').length - 1;
  if (tags > 2 * limits.elements) {
    throw new SamlRefusal('elements', `≤ ${limits.elements}`, `≥ ${Math.ceil(tags / 2)}`);
  }
  const document = parse(body);
  refuseExtent(document, limits);
  return document;
}

/** @throws SamlRefusal `encoding`, where the bytes are not UTF-8 or begin with the mark of another encoding. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SamlRefusal('encoding', 'UTF-8', null, error);
  }
}

function withoutDeclaration(text: string): string {
  const found = declaration.exec(text);
  if (found === null) return text;
  const named = encoding.exec(found.groups?.rest ?? '')?.groups?.name ?? 'UTF-8';
  if (named.toUpperCase() !== 'UTF-8') throw new SamlRefusal('encoding', 'UTF-8', named);
  return text.slice(found[0].length);
}

/** In well-formed XML these begin nothing but what they are refused as (XML 1.0 §2.4). */
function refuseMarkup(body: string): void {
  const position = body.search(/<[!?]/);
  if (position === -1) return;
  const markup = body.slice(position, position + 9);
  const check: SamlCheck = markup.startsWith('<?')
    ? 'processing-instruction'
    : markup.startsWith('<!--')
      ? 'comment'
      : markup === '<![CDATA['
        ? 'cdata'
        : 'doctype';
  throw new SamlRefusal(check);
}

function parse(body: string): Document {
  try {
    return new DOMParser({
      onError: (_level, message) => {
        throw new Error(message);
      },
    }).parseFromString(body, 'application/xml');
  } catch (error) {
    throw new SamlRefusal('xml', null, null, error);
  }
}

/** Walks without calling itself: the depth is the sender's to choose. */
function refuseExtent(document: Document, limits: XmlLimits): void {
  // A character reference may spell what the text itself must not hold.
  if (forbiddenCharacter.test(document.documentElement?.textContent ?? '')) {
    throw new SamlRefusal('xml');
  }
  const waiting = [...document.children].map((element) => ({ element, depth: 1 }));
  let elements = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { element, depth } = next;
    elements += 1;
    if (depth > limits.depth) throw new SamlRefusal('depth', `≤ ${limits.depth}`, `${depth}`);
    if (elements > limits.elements) throw new SamlRefusal('elements', `≤ ${limits.elements}`);
    for (const attribute of element.attributes) {
      // Where the name of a namespace is relative, canonical XML is not defined (XML-C14N §1.3), and some make nothing of it.
      const isNamespace = attribute.name === 'xmlns' || attribute.prefix === 'xmlns';
      if (isNamespace && attribute.value !== '' && !absoluteUri.test(attribute.value)) {
        throw new SamlRefusal('xml', 'absolute namespaces', attribute.value);
      }
      if (forbiddenCharacter.test(attribute.value)) throw new SamlRefusal('xml');
    }
    for (const child of element.children) waiting.push({ element: child, depth: depth + 1 });
  }
}
