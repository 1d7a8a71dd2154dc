import { roleDescriptions, roleNames, roles } from '@/lib/authz/permissions';
import { Section } from '../ui/card';
import { DescriptionList } from '../ui/description-list';

/** The four roles, in a sentence each. */
export function RoleList() {
  return (
    <Section title="Roles" description="Every member has one. Admins change them." flush>
      <DescriptionList
        items={roles.map((role) => ({ term: roleNames[role], value: roleDescriptions[role] }))}
      />
    </Section>
  );
}
