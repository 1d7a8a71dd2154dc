'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { roleDescriptions, roleNames } from '@/lib/authz/permissions';
import { idle } from '@/lib/kernel/action-state';
import {
  defaultRoles,
  maxGroupRoles,
  type DefaultRole,
  type TestedAssertion,
} from '@/lib/sso/model';
import { useStepUp } from '../sign-in/step-up';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { Select } from '../ui/select';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import { RolePreview } from './role-preview';
import { RoleRules } from './role-rules';
import { useRules } from './use-rules';
import type { ConnectionAction, ConnectionView } from './views';

type Saved = { connectionId: string };
type Props = {
  connection: Pick<ConnectionView, 'id' | 'defaultRole' | 'groupsAttribute' | 'groupRoles'>;
  /** What the identity provider said in the latest test that told of a person; null before one. */
  assertion: TestedAssertion | null;
  updateRoles: ConnectionAction<Saved>;
};

/** Which role people get: one for all, and rules for their groups, tried on whoever came back from the last test. */
export function RolesForm({ connection, assertion, updateRoles }: Props) {
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  const [defaultRole, setDefaultRole] = useState<DefaultRole>(connection.defaultRole);
  const [groupsAttribute, setGroupsAttribute] = useState(connection.groupsAttribute ?? '');
  const { rules, groupRoles, ...changes } = useRules(connection.groupRoles);
  const [state, action, pending] = useAct<Saved>(async () => {
    const input = { connectionId: connection.id, defaultRole, groupsAttribute, groupRoles };
    const answer = await guard(() => updateRoles(idle, input));
    if (answer.status === 'ok') {
      toast.show({ title: 'Roles saved. They count from each person’s next sign-in.' });
      router.refresh();
    }
    return answer;
  });
  const admins = groupRoles.filter(({ role }) => role === 'admin').map(({ group }) => group);
  return (
    <>
      <Form action={action} state={state} pending={pending} className="max-w-160">
        <Field
          label="Role without a rule"
          name="defaultRole"
          hint="Of everybody whom no rule below names."
        >
          <Select
            value={defaultRole}
            onValueChange={(value) => setDefaultRole(value as DefaultRole)}
            options={defaultRoles.map((role) => ({
              value: role,
              label: roleNames[role],
              description: roleDescriptions[role],
            }))}
          />
        </Field>
        <Field
          label="Attribute of the groups"
          name="groupsAttribute"
          hint="Where the identity provider says a person’s groups. A test sign-in shows every attribute that comes."
          optional
        >
          <Input
            mono
            autoComplete="off"
            spellCheck={false}
            maxLength={256}
            list="tested-attributes"
            value={groupsAttribute}
            onChange={(event) => setGroupsAttribute(event.currentTarget.value)}
          />
        </Field>
        <datalist id="tested-attributes">
          {assertion?.attributes.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <RoleRules rules={rules} {...changes} />
        {rules.length < maxGroupRoles && (
          <Button icon={<Plus size={16} aria-hidden />} onClick={changes.add}>
            Add rule
          </Button>
        )}
        {admins.length > 0 && (
          <Banner tone="warning" title="These rules make Admins">
            Whoever the identity provider puts into {admins.map((group) => `“${group}”`).join(', ')}{' '}
            can change everything here, members, keys, billing and single sign-on included.
          </Banner>
        )}
        <RolePreview
          assertion={assertion}
          rules={{ defaultRole, groupRoles }}
          groupsAttribute={groupsAttribute.trim()}
        />
        <SubmitButton>Save roles</SubmitButton>
      </Form>
      {dialog}
    </>
  );
}
