'use client';

import { useRouter } from 'next/navigation';
import type { ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import type { ConnectionAction, ConnectionView } from './views';

type Renamed = { connectionId: string };

/** What the connection is called. */
export function RenameForm({
  connection,
  renameConnection,
}: {
  connection: Pick<ConnectionView, 'id' | 'name'>;
  renameConnection: ConnectionAction<Renamed>;
}) {
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  const [state, action, pending] = useAct<Renamed>(
    async (previous: ActionState<Renamed>, data: FormData) => {
      const answer = await guard(() => renameConnection(previous, data));
      if (answer.status === 'ok') {
        toast.show({ title: 'Name saved' });
        router.refresh();
      }
      return answer;
    },
  );
  return (
    <>
      <Form action={action} state={state} pending={pending} className="max-w-140">
        <input type="hidden" name="connectionId" value={connection.id} />
        <Field label="Name" name="name" required>
          <Input autoComplete="off" maxLength={60} defaultValue={connection.name} />
        </Field>
        <SubmitButton>Save name</SubmitButton>
      </Form>
      {dialog}
    </>
  );
}
