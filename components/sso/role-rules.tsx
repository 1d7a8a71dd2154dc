import { ArrowUp, X } from 'lucide-react';
import { roleNames, roles, type Role } from '@/lib/authz/permissions';
import { maxGroupLength } from '@/lib/sso/model';
import { Field } from '../ui/field';
import { IconButton } from '../ui/icon-button';
import { Input } from '../ui/input';
import { Select } from '../ui/select';
import type { Rule, RuleChanges } from './use-rules';

type Props = Omit<RuleChanges, 'add'> & { rules: readonly Rule[] };

/** Which group has which role, in the order in which the rules are tried. */
export function RoleRules({ rules, change, remove, moveUp }: Props) {
  return (
    <div>
      <p id="role-rules" className="mb-1.5 text-sm font-medium">
        Roles by group
      </p>
      <p className="mb-2 measure text-xs text-muted">
        The first rule that names one of a person’s groups decides, at each sign-in. Groups are
        compared to the letter.
      </p>
      {rules.length > 0 && (
        <ol aria-labelledby="role-rules" className="space-y-4 sm:space-y-2">
          {rules.map(({ key, group, role }, index) => (
            <li key={key} className="flex flex-wrap items-start gap-2">
              <Field
                label={`Group of rule ${index + 1}`}
                labelHidden
                name={`groupRoles.${index}.group`}
                className="flex-1 basis-48"
              >
                <Input
                  mono
                  autoComplete="off"
                  spellCheck={false}
                  maxLength={maxGroupLength}
                  placeholder="Group"
                  value={group}
                  onChange={(event) => change(key, { group: event.currentTarget.value })}
                />
              </Field>
              <Field
                label={`Role of rule ${index + 1}`}
                labelHidden
                name={`groupRoles.${index}.role`}
                className="flex-1 basis-36 sm:max-w-44"
              >
                <Select
                  value={role}
                  onValueChange={(value) => change(key, { role: value as Role })}
                  options={roles.map((each) => ({ value: each, label: roleNames[each] }))}
                />
              </Field>
              <div className="flex">
                <IconButton
                  label={`Move rule ${index + 1} up`}
                  icon={<ArrowUp size={16} aria-hidden />}
                  disabled={index === 0}
                  onClick={() => moveUp(key)}
                />
                <IconButton
                  label={`Remove rule ${index + 1}`}
                  icon={<X size={16} aria-hidden />}
                  onClick={() => remove(key)}
                />
              </div>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
