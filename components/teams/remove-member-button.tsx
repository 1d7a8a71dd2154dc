'use client';

import { UserMinus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { IconButton } from '../ui/icon-button';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import { keysInWords, NamedKeys } from './named-keys';
import type { RemoveMemberActions } from './team-actions';
import type { LeavingView, TeamMemberView } from './views';

type Props = {
  team: { id: string; name: string };
  member: Pick<TeamMemberView, 'userId' | 'name'>;
  actions: RemoveMemberActions;
};

/** Says first what leaving would do to the member's keys, or that it cannot be. */
export function RemoveMemberButton({ team, member, actions }: Props) {
  const router = useRouter();
  const toast = useToast();
  const [view, setView] = useState<LeavingView | null>(null);
  const input = { teamId: team.id, userId: member.userId };
  const open = async () => {
    const answer = await actions.preview(idle, input).catch(() => unreachable);
    if (answer.status !== 'ok') {
      const description = answer.status === 'error' ? answer.message : '';
      toast.show({ tone: 'danger', title: 'Not opened', description });
    } else if (answer.data.decision === 'only-team') {
      toast.show({
        tone: 'neutral',
        title: `${member.name} is in no other team`,
        description: 'Add them to another team first, then remove them here.',
      });
    } else setView(answer.data);
  };
  return (
    <>
      <IconButton
        label={`Remove ${member.name} from the team`}
        icon={<UserMinus size={16} aria-hidden />}
        onClick={() => void open()}
      />
      <ConfirmDialog
        title={`Remove ${member.name} from ${team.name}?`}
        description="It counts from their next click. Their keys here stay with the team, where its other Developers and Admins manage them."
        confirmLabel="Remove from team"
        open={view !== null}
        onOpenChange={(next) => {
          if (!next) setView(null);
        }}
        onConfirm={async () => {
          const answer = await actions.remove(idle, input);
          if (answer.status === 'ok') {
            toast.show({ title: `${member.name} is no longer in ${team.name}` });
            router.refresh();
          }
          return answer;
        }}
      >
        {view !== null && view.suspended.length > 0 && (
          <div className="text-sm">
            <p className="font-medium">
              {keysInWords(view.suspended.length)} will be suspended until they are back in the team
            </p>
            <NamedKeys keys={view.suspended} label="Keys that will be suspended" />
          </div>
        )}
      </ConfirmDialog>
    </>
  );
}
