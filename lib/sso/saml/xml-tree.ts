import type { Document, Element } from '@xmldom/xmldom';

/** The namespaces that SAML is written in. */
export const namespaces = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
  exclusiveC14n: 'http://www.w3.org/2001/10/xml-exc-c14n#',
} as const;

export type Namespace = keyof typeof namespaces;

export function isNamed(element: Element, namespace: Namespace, name: string): boolean {
  return element.namespaceURI === namespaces[namespace] && element.localName === name;
}

/** The children of that name, in their order. */
export function childrenNamed(parent: Element, namespace: Namespace, name: string): Element[] {
  return [...parent.children].filter((child) => isNamed(child, namespace, name));
}

/** The one child of that name; null where there is none or more than one. */
export function onlyChild(parent: Element, namespace: Namespace, name: string): Element | null {
  const [first, ...others] = childrenNamed(parent, namespace, name);
  return first !== undefined && others.length === 0 ? first : null;
}

/** An attribute without a namespace; null where it is absent. */
export function attributeOf(element: Element, name: string): string | null {
  return element.hasAttribute(name) ? element.getAttribute(name) : null;
}

/** The text of an element that holds nothing else; null where it holds elements. */
export function textOf(element: Element): string | null {
  return element.children.length === 0 ? (element.textContent ?? '') : null;
}

/** Every element of a document, parents before their children. */
export function* everyElement(document: Document): Generator<Element> {
  const waiting = [...document.children];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    waiting.push(...[...next.children].reverse());
  }
}
