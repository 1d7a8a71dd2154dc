'use client';

import { Check } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { useToast } from '../ui/toast';

export function MarkInstalledButton({
  markInstalled,
}: {
  markInstalled: (previous: ActionState, input: unknown) => Promise<ActionState>;
}) {
  const [pending, startTransition] = useTransition();
  const router = useRouter();
  const toast = useToast();
  return (
    <Button
      loading={pending}
      icon={<Check size={16} aria-hidden />}
      onClick={() => {
        startTransition(async () => {
          const answer = await markInstalled(idle, {});
          if (answer.status === 'error') {
            toast.show({ tone: 'danger', title: 'Not saved', description: answer.message });
          } else router.refresh();
        });
      }}
    >
      I have installed it
    </Button>
  );
}
