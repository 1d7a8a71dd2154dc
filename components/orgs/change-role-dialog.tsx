'use client';

import { useRouter } from 'next/navigation';
import { useRef, useState, useTransition } from 'react';
import { roleDescriptions, roleNames, roles, type Role } from '@/lib/authz/permissions';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Form, SubmitButton } from '../ui/form';
import { RadioCards } from '../ui/radio-cards';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import { RoleChangeEffects } from './role-change-effects';
import type { MemberView, RoleChangeView } from './views';

type RoleAction<T> = (previous: ActionState<T>, input: unknown) => Promise<ActionState<T>>;

/** The acts on a member's role, bound to the organization by the page. */
export type RoleActions = {
  changeRole: (previous: ActionState, input: unknown) => Promise<ActionState>;
  previewRoleChange: RoleAction<RoleChangeView>;
};

type Props = {
  member: MemberView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
} & RoleActions;

export function ChangeRoleDialog({ open, onOpenChange, ...rest }: Props) {
  return (
    <Dialog
      title={`Role of ${rest.member.name}`}
      description="Counts from their very next click, in every open browser."
      open={open}
      onOpenChange={onOpenChange}
    >
      <ChangeRoleForm {...rest} onOpenChange={onOpenChange} />
    </Dialog>
  );
}

function ChangeRoleForm({
  member,
  changeRole,
  previewRoleChange,
  onOpenChange,
}: Omit<Props, 'open'>) {
  const router = useRouter();
  const toast = useToast();
  const [role, setRole] = useState<Role>(member.role);
  const { preview, ask } = usePreview(member.userId, previewRoleChange);
  const { guard, dialog } = useStepUp(
    member.role === 'admin' ? 'member.demote-admin' : 'member.make-admin',
  );
  const [state, action, pending] = useAct(async (previous: ActionState, data: FormData) => {
    const next = await guard(() => changeRole(previous, data));
    if (next.status === 'ok') {
      const to = data.get('role') as Role;
      if (to !== member.role) {
        toast.show({ title: `${member.name} is now ${roleNames[to]}` });
        router.refresh();
      }
      onOpenChange(false);
    }
    return next;
  });
  const isShown = preview !== null && preview.to === role && state.status !== 'error';
  return (
    <>
      <Form action={action} state={state} pending={pending}>
        <input type="hidden" name="userId" value={member.userId} />
        <DialogBody>
          <RadioCards
            label="Role"
            labelHidden
            name="role"
            value={role}
            onValueChange={(next) => {
              setRole(next as Role);
              ask(next as Role);
            }}
            options={roles.map((value) => ({
              value,
              label: roleNames[value],
              description: roleDescriptions[value],
              ...(value === member.role && { aside: 'Now' }),
            }))}
          />
          <div role="status" className="space-y-3 empty:hidden">
            {isShown && <RoleChangeEffects member={member} change={preview} />}
          </div>
        </DialogBody>
        <DialogFooter>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton disabled={role === member.role}>Change role</SubmitButton>
        </DialogFooter>
      </Form>
      {dialog}
    </>
  );
}

/** Asks what a choice would do; of several answers on their way only the last counts. */
function usePreview(userId: string, previewRoleChange: RoleActions['previewRoleChange']) {
  const [preview, setPreview] = useState<RoleChangeView | null>(null);
  const [, startTransition] = useTransition();
  const wanted = useRef<Role>(undefined);
  const ask = (role: Role) => {
    wanted.current = role;
    startTransition(async () => {
      const answer = await previewRoleChange(idle, { userId, role });
      // A failed preview says nothing: the act itself will say what is the matter.
      if (answer.status === 'ok' && wanted.current === role) setPreview(answer.data);
    });
  };
  return { preview, ask };
}
