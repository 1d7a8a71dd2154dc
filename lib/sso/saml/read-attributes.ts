import type { Element } from '@xmldom/xmldom';
import { SamlRefusal } from './model';
import { attributeOf, childrenNamed, textOf } from './xml-tree';

const most = { attributes: 200, values: 1_000, characters: 4_096 };

/**
 * The attributes by their names (core §2.7.3), as text. A value that holds elements says nothing to us, and is left out.
 * In a Map, so that a name such as `__proto__` is a name like any other.
 *
 * @throws SamlRefusal `attributes`, where they are too many or too long.
 */
export function readAttributes(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const attributes = childrenNamed(assertion, 'assertion', 'AttributeStatement').flatMap(
    (statement) => childrenNamed(statement, 'assertion', 'Attribute'),
  );
  if (attributes.length > most.attributes) refuse(`≤ ${most.attributes}`, attributes.length);
  const read = new Map<string, string[]>();
  let count = 0;
  for (const attribute of attributes) {
    const name = attributeOf(attribute, 'Name') ?? '';
    if (name === '' || name.length > most.characters) refuse('a name', name.length);
    const values = childrenNamed(attribute, 'assertion', 'AttributeValue')
      .map(textOf)
      .filter((value) => value !== null);
    count += values.length;
    if (count > most.values) refuse(`≤ ${most.values} values`, count);
    const long = values.find((value) => value.length > most.characters);
    if (long !== undefined) refuse(`≤ ${most.characters} characters`, long.length);
    read.set(name, [...(read.get(name) ?? []), ...values]);
  }
  return read;
}

function refuse(expected: string, received: number): never {
  throw new SamlRefusal('attributes', expected, String(received));
}
