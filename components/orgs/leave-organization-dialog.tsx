'use client';

import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { useToast } from '../ui/toast';
import { DepartureDialog } from './departure-dialog';
import type { DepartureActs, LeaveActions } from './departure-views';

type Props = {
  organization: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
} & LeaveActions;

/** A member ends their own membership, and stands before their organizations afterwards. */
export function LeaveOrganizationDialog({ organization, open, onOpenChange, ...actions }: Props) {
  const { previewLeave, leave, findOwnHeirs } = actions;
  const router = useRouter();
  const toast = useToast();
  const acts = useMemo(
    (): DepartureActs => ({
      preview: () => previewLeave(idle, {}),
      find: (query) => findOwnHeirs(idle, query),
      depart: (choice) => leave(idle, choice),
    }),
    [previewLeave, leave, findOwnHeirs],
  );
  return (
    <DepartureDialog
      manner="leave"
      title={`Leave ${organization}?`}
      description="It counts at once, in every open browser. You stay signed in; only an invitation lets you into this organization again."
      confirmLabel="Leave organization"
      acts={acts}
      open={open}
      onOpenChange={onOpenChange}
      onDone={() => {
        toast.show({ title: `You left ${organization}` });
        onOpenChange(false);
        router.push('/account/organizations');
        router.refresh();
      }}
    />
  );
}
