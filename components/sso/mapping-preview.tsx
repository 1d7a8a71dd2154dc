import { canonicalEmail } from '@/lib/kernel/email-address';
import type { TestedAssertion } from '@/lib/sso/model';
import { LastTestSays } from './last-test-says';

type Props = { assertion: TestedAssertion | null; emailAttribute: string; nameAttribute: string };

/** Which address and name the attributes, as they stand in the form, would give whoever came back from the last test. */
export function MappingPreview({ assertion, emailAttribute, nameAttribute }: Props) {
  return (
    <LastTestSays>
      {assertion === null
        ? 'Run a test sign-in, and see here which address and name these would give.'
        : inWords(assertion, emailAttribute, nameAttribute)}
    </LastTestSays>
  );
}

function inWords(
  assertion: TestedAssertion,
  emailAttribute: string,
  nameAttribute: string,
): string {
  const told = emailAttribute === '' ? [assertion.nameId] : valuesOf(assertion, emailAttribute);
  const source = emailAttribute === '' ? 'the NameID' : `“${emailAttribute}”`;
  const [value = ''] = told;
  const email = canonicalEmail(value);
  if (told.length === 0) return `No address: the test said nothing under ${source}.`;
  if (told.length > 1) return `No address: ${source} says ${told.length} values.`;
  if (email === null) return `No address: ${source} says “${value}”.`;
  const names = nameAttribute === '' ? [] : valuesOf(assertion, nameAttribute);
  const name = names.length === 1 ? names[0]?.trim() : undefined;
  return `The address would be ${email}, ${name ? `the name ${name}` : 'without a name'}.`;
}

const valuesOf = ({ attributes }: TestedAssertion, attribute: string): readonly string[] =>
  attributes.find(({ name }) => name === attribute)?.values ?? [];
