'use client';

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { defaultExpiry, environments } from '@/lib/api-keys/model';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { DialogBody, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { Select } from '../ui/select';
import { KeyLimitsFields } from './key-limits-fields';
import { environmentNames, type Catalogue, type Team } from './views';

const expiryOptions = [
  { value: '30-days', label: 'In 30 days', days: 30 },
  { value: '90-days', label: 'In 90 days', days: 90 },
  { value: '1-year', label: 'In 1 year', days: 366 },
  { value: 'date', label: 'On a date', days: 0 },
  { value: 'never', label: 'Never', days: Infinity },
];

/** What the organization's maximum leaves of them (null: all), and which of those comes first. */
function expiryChoices(maxDays: number | null) {
  const options = expiryOptions.filter(({ days }) => maxDays === null || days <= maxDays);
  const first = options.findLast(({ value }) => value === defaultExpiry || value === '30-days');
  return { options, first: first?.value ?? 'date' };
}

const environmentOptions = environments.map((value) => ({ value, label: environmentNames[value] }));

const limitFields = ['scopes', 'allowedServices', 'allowedModels', 'ipRanges'];

/** The four things that every key needs, and the limits that some do. */
export function CreateKeyForm({
  state,
  action,
  pending,
  teams,
  catalogue,
  maxKeyDays,
  onCancel,
}: {
  state: ActionState;
  action: (data: FormData) => void;
  pending: boolean;
  teams: readonly Team[];
  catalogue: Catalogue;
  /** By the organization's policy; null for no maximum. */
  maxKeyDays: number | null;
  onCancel: () => void;
}) {
  const { options, first } = expiryChoices(maxKeyDays);
  const [expiry, setExpiry] = useState<string>(first);
  return (
    <Form action={action} state={state} pending={pending}>
      <DialogBody>
        <Field
          label="Name"
          name="name"
          required
          hint="Where it will be used. You can change it later."
        >
          <Input autoComplete="off" maxLength={80} placeholder="Production gateway" />
        </Field>
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label="Environment" name="environment" required>
            <Select options={environmentOptions} defaultValue="production" />
          </Field>
          <Field label="Team" name="teamId" required>
            <Select
              options={teams.map(({ id, name }) => ({ value: id, label: name }))}
              {...(teams[0] && { defaultValue: teams[0].id })}
            />
          </Field>
          <Field label="Expires" name="expiry" hint={hintOf(expiry, maxKeyDays)}>
            <Select options={options} value={expiry} onValueChange={setExpiry} />
          </Field>
          {expiry === 'date' && (
            <Field
              label="Expiry date"
              name="expiresAt"
              required
              hint="Until this day ends in the organization’s time zone."
            >
              <Input type="date" />
            </Field>
          )}
        </div>
        <LimitsDisclosure open={hasErrorIn(state, limitFields)} catalogue={catalogue} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel} disabled={pending}>
          Cancel
        </Button>
        <SubmitButton>Create</SubmitButton>
      </DialogFooter>
    </Form>
  );
}

function hintOf(expiry: string, maxKeyDays: number | null): string | undefined {
  if (expiry === 'never') return 'A key without an end has to be watched.';
  if (maxKeyDays === null) return undefined;
  return `Your organization lets a key work for ${maxKeyDays} ${maxKeyDays === 1 ? 'day' : 'days'} at most.`;
}

function LimitsDisclosure({ open, catalogue }: { open: boolean; catalogue: Catalogue }) {
  return (
    <details className="group rounded-lg border border-line" {...(open && { open: true })}>
      <summary className="flex h-10 list-none items-center gap-2 rounded-lg px-3 text-sm font-medium hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={16}
          aria-hidden
          className="text-muted transition-transform group-open:rotate-90"
        />
        Limits
        <span className="truncate font-normal text-muted">Scopes, services, models, IP ranges</span>
      </summary>
      <div className="space-y-5 border-t border-line p-4">
        <div>
          <p className="mb-1.5 text-sm font-medium">Scopes</p>
          <Checkbox
            name="scopes[]"
            value="inference"
            defaultChecked
            disabled
            label="inference"
            hint="Call models. A General key does nothing else."
          />
          <input type="hidden" name="scopes[]" value="inference" />
        </div>
        <KeyLimitsFields catalogue={catalogue} />
      </div>
    </details>
  );
}

function hasErrorIn(state: ActionState, fields: readonly string[]): boolean {
  return (
    state.status === 'error' &&
    Object.keys(state.fieldErrors).some((name) => fields.includes(name.split('.')[0] ?? ''))
  );
}
