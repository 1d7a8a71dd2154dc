'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { useCaseNames, useCases, type UseCase } from '@/lib/orgs/model';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Select } from '../ui/select';
import { useToast } from '../ui/toast';

const options = useCases.map((value) => ({ value, label: useCaseNames[value] }));

/** Changes what the overview puts first, at once. */
export function UseCaseSelect({
  useCase,
  updateOrganization,
}: {
  useCase: UseCase;
  updateOrganization: (previous: ActionState, input: unknown) => Promise<ActionState>;
}) {
  const [pending, startTransition] = useTransition();
  const router = useRouter();
  const toast = useToast();
  return (
    <Select
      aria-label="Use case"
      prefix="Use case:"
      fit
      options={options}
      value={useCase}
      disabled={pending}
      onValueChange={(next) => {
        startTransition(async () => {
          const answer = await updateOrganization(idle, { useCase: next });
          if (answer.status === 'error') {
            toast.show({ tone: 'danger', title: 'Not changed', description: answer.message });
          } else router.refresh();
        });
      }}
    />
  );
}
