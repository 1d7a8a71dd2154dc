import { maxNameLength } from '@/lib/accounts/model';
import { canonicalEmail } from '@/lib/kernel/email-address';
import { isPlainLine } from '@/lib/kernel/plain-line';
import type { VersionOnTheWay } from './connection-repository';
import type { TestedAssertion } from './model';
import type { Assertion } from './saml/model';

type Mapping = Pick<VersionOnTheWay, 'emailAttribute' | 'nameAttribute'>;

/** A person as the identity provider of a connection vouches for them. */
export type SamlPerson = {
  /** Who it is within the connection, to the letter. */
  nameId: string;
  /** In our canonical form; null where what is mapped is no address. */
  email: string | null;
  name: string | null;
  /** As the identity provider calls them; none where the connection names no attribute for them. */
  groups: string[];
};

/** Reads an assertion as the connection maps it: of an attribute its only value, and nothing where there are several. */
export function personOf(
  { nameId, attributes }: Pick<Assertion, 'nameId' | 'attributes'>,
  { emailAttribute, nameAttribute }: Mapping,
  groupsAttribute: string | null = null,
): SamlPerson {
  const valueOf = (attribute: string): string => {
    const values = attributes.get(attribute) ?? [];
    return values.length === 1 ? (values[0] ?? '') : '';
  };
  const email = canonicalEmail(emailAttribute === null ? nameId : valueOf(emailAttribute));
  const name = nameAttribute === null ? '' : valueOf(nameAttribute).trim();
  const isName = name !== '' && name.length <= maxNameLength && isPlainLine(name);
  const groups = groupsAttribute === null ? [] : [...(attributes.get(groupsAttribute) ?? [])];
  return { nameId, email, name: isName ? name : null, groups };
}

const maxShownAttributes = 50;
const maxShownLength = 200;

/** An assertion for the eyes of the Admin who tests: bounded, since an identity provider may say a great deal. */
export function testedAssertion(assertion: Assertion, mapping: Mapping): TestedAssertion {
  const { email, name } = personOf(assertion, mapping);
  const short = (text: string) =>
    text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text;
  return {
    nameId: short(assertion.nameId),
    nameIdFormat: assertion.nameIdFormat,
    authnInstant: assertion.authnInstant.toISOString(),
    attributes: [...assertion.attributes]
      .slice(0, maxShownAttributes)
      .map(([attribute, values]) => ({
        name: short(attribute),
        values: values.slice(0, maxShownAttributes).map(short),
      })),
    email,
    name,
  };
}
