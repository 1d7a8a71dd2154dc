import { roleNames } from '@/lib/authz/permissions';
import { decidingRule, type RoleRules, type TestedAssertion } from '@/lib/sso/model';
import { LastTestSays } from './last-test-says';

type Props = {
  assertion: TestedAssertion | null;
  rules: RoleRules;
  groupsAttribute: string;
};

/** What the rules, as they stand in the form, would make of whoever came back from the last test. */
export function RolePreview({ assertion, rules, groupsAttribute }: Props) {
  return (
    <LastTestSays>
      {assertion === null
        ? 'Run a test sign-in, and see here which role it would give.'
        : inWords(assertion, rules, groupsAttribute)}
    </LastTestSays>
  );
}

function inWords(assertion: TestedAssertion, rules: RoleRules, groupsAttribute: string): string {
  const who = assertion.name ?? assertion.email ?? assertion.nameId;
  const groups = assertion.attributes.find(({ name }) => name === groupsAttribute)?.values ?? null;
  const rule = groups === null ? null : decidingRule(groups, rules);
  if (rule !== null) {
    return `${who} would become ${roleNames[rule.role]}, by the rule for “${rule.group}”.`;
  }
  const because =
    groupsAttribute === ''
      ? 'no attribute says the groups'
      : groups === null
        ? `the test said nothing under “${groupsAttribute}”`
        : groups.length === 0
          ? 'the test said no group'
          : `no rule names ${groups.map((group) => `“${group}”`).join(' or ')}`;
  return `${who} would become ${roleNames[rules.defaultRole]}: ${because}.`;
}
