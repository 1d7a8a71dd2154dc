'use client';

import { useRouter } from 'next/navigation';
import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { maxSlugLength } from '@/lib/orgs/model';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { Select, type Option } from '../ui/select';
import { useToast } from '../ui/toast';

export type UpdateOrganization = (
  previous: ActionState<{ slug: string }>,
  input: unknown,
) => Promise<ActionState<{ slug: string }>>;

/** Name, address and time zone. A new address leads to the same page there. */
export function OrganizationForm({
  organization,
  timeZones,
  updateOrganization,
}: {
  organization: { name: string; slug: string; timeZone: string };
  timeZones: readonly Option[];
  updateOrganization: UpdateOrganization;
}) {
  const router = useRouter();
  const toast = useToast();
  const [state, action, pending] = useActionState(
    async (previous: ActionState<{ slug: string }>, data: FormData) => {
      const answer = await updateOrganization(previous, data);
      if (answer.status === 'ok') {
        toast.show({ title: 'Organization saved' });
        const { slug } = answer.data;
        if (slug === organization.slug) router.refresh();
        else router.replace(`/orgs/${slug}/settings`);
      }
      return answer;
    },
    idle,
  );
  return (
    <Form action={action} state={state} pending={pending} className="max-w-140">
      <Field
        label="Organization name"
        name="name"
        hint="As members see it, and as the audit log calls it."
        required
      >
        <Input autoComplete="organization" maxLength={80} defaultValue={organization.name} />
      </Field>
      <Field
        label="Address"
        name="slug"
        hint="The end of every page’s address, after /orgs/. Links to the old one stop working."
        required
      >
        <Input
          autoComplete="off"
          spellCheck={false}
          maxLength={maxSlugLength}
          defaultValue={organization.slug}
          mono
        />
      </Field>
      <Field
        label="Time zone"
        name="timeZone"
        hint="When a day ends for the organization, as for the expiry of keys. Times on pages follow your own profile."
        required
      >
        <Select options={timeZones} defaultValue={organization.timeZone} />
      </Field>
      <SubmitButton>Save changes</SubmitButton>
    </Form>
  );
}
