'use client';

import { useRouter } from 'next/navigation';
import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import type { UseCase } from '@/lib/orgs/model';
import { Form, SubmitButton } from '../ui/form';
import { RadioCards, type RadioCard } from '../ui/radio-cards';
import { useToast } from '../ui/toast';
import type { UpdateOrganization } from './organization-form';

/** What the overview puts first. */
export function UseCaseForm({
  useCase,
  options,
  updateOrganization,
}: {
  useCase: UseCase;
  options: readonly RadioCard[];
  updateOrganization: UpdateOrganization;
}) {
  const router = useRouter();
  const toast = useToast();
  const [state, action, pending] = useActionState(
    async (previous: ActionState<{ slug: string }>, data: FormData) => {
      const answer = await updateOrganization(previous, data);
      if (answer.status === 'ok') {
        toast.show({ title: 'Use case saved', description: 'The overview is ordered by it.' });
        router.refresh();
      }
      return answer;
    },
    idle,
  );
  return (
    <Form action={action} state={state} pending={pending} className="max-w-180">
      <RadioCards
        label="Use case"
        labelHidden
        name="useCase"
        columns={2}
        options={options}
        defaultValue={useCase}
      />
      <SubmitButton>Save use case</SubmitButton>
    </Form>
  );
}
