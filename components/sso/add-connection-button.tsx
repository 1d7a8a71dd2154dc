'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { useAct } from '../ui/use-act';
import type { ConnectionAction } from './views';

type Created = { connectionId: string };
type Props = { createConnection: ConnectionAction<Created>; path: string };

/** Opens the dialog that makes a draft, and leads to it. */
export function AddConnectionButton(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Add connection"
      description="Makes a draft with addresses and a key of its own. Nobody signs in by it before you have tested and activated it."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon={<Plus size={16} aria-hidden />}>
          Add connection
        </Button>
      }
      keepOnOutsidePress
    >
      <AddConnectionForm {...props} />
    </Dialog>
  );
}

function AddConnectionForm({ createConnection, path }: Props) {
  const router = useRouter();
  const { guard, dialog } = useStepUp('sso.change');
  const [state, action, pending] = useAct<Created>(
    async (previous: ActionState<Created>, data: FormData) => {
      const answer = await guard(() => createConnection(previous, data));
      if (answer.status === 'ok') router.push(`${path}/${answer.data.connectionId}`);
      return answer;
    },
  );
  return (
    <>
      <Form action={action} state={state} pending={pending}>
        <DialogBody>
          <Field
            label="Name"
            name="name"
            hint="Your identity provider, as your people know it: Okta, Entra ID, Company login."
            required
          >
            <Input autoComplete="off" maxLength={60} />
          </Field>
        </DialogBody>
        <DialogFooter>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Add connection</SubmitButton>
        </DialogFooter>
      </Form>
      {dialog}
    </>
  );
}
