'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { deletionDays } from '@/lib/orgs/model';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';

type Props = {
  organization: string;
  deleteOrganization: (previous: ActionState, data: FormData) => Promise<ActionState>;
};

/** The last step before an organization stops: its name, typed, and a proof of who types it. */
export function DeleteOrganizationButton({ organization, deleteOrganization }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`Delete ${organization}?`}
      description={`Its keys are refused within a second. For ${deletionDays} days every Admin can keep it; then it is erased for good.`}
      trigger={<Button variant="danger">Delete organization</Button>}
      open={open}
      onOpenChange={setOpen}
      keepOnOutsidePress
    >
      <DeleteForm
        organization={organization}
        deleteOrganization={deleteOrganization}
        onDone={() => setOpen(false)}
      />
    </Dialog>
  );
}

function DeleteForm({ organization, deleteOrganization, onDone }: Props & { onDone: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('organization.delete');
  const [typed, setTyped] = useState('');
  const [state, action, pending] = useAct(async (previous: ActionState, data: FormData) => {
    const answer = await guard(() => deleteOrganization(previous, data));
    if (answer.status === 'ok') {
      toast.show({ title: `${organization} is being deleted` });
      onDone();
      router.refresh();
    }
    return answer;
  });
  return (
    <>
      <Form action={action} state={state} pending={pending}>
        <DialogBody>
          <Field label={`Type “${organization}” to confirm`} name="name">
            <Input
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
              }}
            />
          </Field>
        </DialogBody>
        <DialogFooter>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton variant="danger" disabled={typed.trim() !== organization}>
            Delete organization
          </SubmitButton>
        </DialogFooter>
      </Form>
      {dialog}
    </>
  );
}
