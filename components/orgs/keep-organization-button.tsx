'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';

/** Takes the deletion back, with one click: it harms nobody, and may be in a hurry. */
export function KeepOrganizationButton({
  organization,
  keep,
}: {
  organization: string;
  keep: (previous: ActionState, input: Record<string, never>) => Promise<ActionState>;
}) {
  const router = useRouter();
  const toast = useToast();
  const [pending, setPending] = useState(false);
  const act = async () => {
    setPending(true);
    const answer = await keep(idle, {}).catch(() => unreachable);
    setPending(false);
    if (answer.status === 'error') {
      toast.show({ tone: 'danger', title: 'Not kept', description: answer.message });
      return;
    }
    toast.show({
      tone: 'success',
      title: `${organization} is kept`,
      description: 'Its keys are accepted again.',
    });
    router.refresh();
  };
  return (
    <Button variant="primary" loading={pending} onClick={() => void act()}>
      Keep the organization
    </Button>
  );
}
