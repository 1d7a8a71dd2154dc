'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { useToast } from '../ui/toast';
import type { KeyActions } from './key-actions';
import type { KeyView } from './views';

/** Enables a key at once, since it can be undone, and says how it went. */
export function useEnable(
  apiKey: Pick<KeyView, 'id' | 'name'>,
  actions: Pick<KeyActions, 'enable'>,
): () => void {
  const [, startTransition] = useTransition();
  const router = useRouter();
  const toast = useToast();
  return () => {
    startTransition(async () => {
      const answer = await actions.enable(idle, { keyId: apiKey.id });
      if (answer.status === 'error') {
        toast.show({ tone: 'danger', title: 'Not enabled', description: answer.message });
      } else {
        toast.show({ title: `${apiKey.name} is enabled` });
        router.refresh();
      }
    });
  };
}
