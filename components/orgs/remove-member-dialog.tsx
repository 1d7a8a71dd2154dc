'use client';

import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { useToast } from '../ui/toast';
import { DepartureDialog } from './departure-dialog';
import type { DepartureActs, RemoveActions } from './departure-views';
import type { MemberView } from './views';

type Props = {
  member: Pick<MemberView, 'userId' | 'name'>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
} & RemoveActions;

/** An Admin takes a member out of the organization. */
export function RemoveMemberDialog({ member, open, onOpenChange, ...actions }: Props) {
  const { previewRemove, remove, findHeirs } = actions;
  const { userId, name } = member;
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('member.remove-admin');
  const looking = useMemo(
    () => ({
      preview: () => previewRemove(idle, { userId }),
      find: (query: object) => findHeirs(idle, { ...query, userId }),
    }),
    [previewRemove, findHeirs, userId],
  );
  const acts: DepartureActs = { ...looking, depart: (choice) => guard(() => remove(idle, choice)) };
  return (
    <DepartureDialog
      manner="remove"
      title={`Remove ${name} from the organization?`}
      description="It counts from their very next click, in every open browser. Only an invitation lets them in again."
      confirmLabel="Remove member"
      acts={acts}
      above={dialog}
      open={open}
      onOpenChange={onOpenChange}
      onDone={() => {
        toast.show({ title: `${name} is no longer a member` });
        onOpenChange(false);
        router.refresh();
      }}
    />
  );
}
