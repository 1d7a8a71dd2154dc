'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useActionState, useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Form, SubmitButton } from '../ui/form';
import { useToast } from '../ui/toast';
import type { TeamAction } from './team-actions';
import { TeamFields } from './team-fields';

type Props = { createTeam: TeamAction<{ teamId: string }>; path: string };

/** Opens the dialog that makes a team, and leads to the team. */
export function CreateTeamButton(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Create team"
      description="Keys and usage belong to one team each. You add its members next."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon={<Plus size={16} aria-hidden />}>
          Create team
        </Button>
      }
      keepOnOutsidePress
    >
      <CreateTeamForm {...props} />
    </Dialog>
  );
}

function CreateTeamForm({ createTeam, path }: Props) {
  const router = useRouter();
  const toast = useToast();
  const [state, action, pending] = useActionState(
    async (previous: ActionState<{ teamId: string }>, data: FormData) => {
      const answer = await createTeam(previous, data);
      if (answer.status === 'ok') {
        toast.show({ title: 'Team created' });
        router.push(`${path}/${answer.data.teamId}`);
      }
      return answer;
    },
    idle,
  );
  return (
    <Form action={action} state={state} pending={pending}>
      <DialogBody>
        <TeamFields />
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Create team</SubmitButton>
      </DialogFooter>
    </Form>
  );
}
