import type { Element } from '@xmldom/xmldom';
import { SamlRefusal, type Assertion } from './model';
import { attributeOf, onlyChild, textOf } from './xml-tree';

const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const longest = 1024;
/** Controls, what has no width or turns the direction, and halves of a character. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Who the subject is, letter for letter: names that look alike, or differ in case, are names of different people (core
 * §8.3). One that is another at each sign-in is no name to know a person by.
 *
 * @throws SamlRefusal `name-id` or `name-id-format`.
 */
export function readNameId(subject: Element): Pick<Assertion, 'nameId' | 'nameIdFormat'> {
  const element = onlyChild(subject, 'assertion', 'NameID');
  const nameId = element && textOf(element);
  if (element === null || nameId === null) throw new SamlRefusal('name-id', 'one NameID', 'none');
  const nameIdFormat = attributeOf(element, 'Format');
  if (nameIdFormat === transient) {
    throw new SamlRefusal('name-id-format', 'persistent or emailAddress', 'transient');
  }
  if (nameId === '' || nameId.length > longest) {
    throw new SamlRefusal('name-id', `1 to ${longest} characters`, String(nameId.length));
  }
  if (unprintable.test(nameId) || nameId.trim() !== nameId) {
    throw new SamlRefusal('name-id', 'no control characters, no spaces around');
  }
  return { nameId, nameIdFormat };
}
