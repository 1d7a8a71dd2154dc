'use client';

import { useRouter } from 'next/navigation';
import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Form, SubmitButton } from '../ui/form';
import { useToast } from '../ui/toast';
import type { TeamAction } from './team-actions';
import { TeamFields } from './team-fields';
import type { TeamView } from './views';

/** Name, cost centre and tags of a team that is there. */
export function TeamForm({ team, updateTeam }: { team: TeamView; updateTeam: TeamAction }) {
  const router = useRouter();
  const toast = useToast();
  const [state, action, pending] = useActionState(async (previous: ActionState, data: FormData) => {
    const answer = await updateTeam(previous, data);
    if (answer.status === 'ok') {
      toast.show({ title: 'Team saved' });
      router.refresh();
    }
    return answer;
  }, idle);
  return (
    <Form action={action} state={state} pending={pending} className="max-w-140">
      <input type="hidden" name="teamId" value={team.id} />
      <TeamFields team={team} />
      <SubmitButton>Save changes</SubmitButton>
    </Form>
  );
}
