'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import type { TeamAction } from './team-actions';

/** Brings an archived team back. */
export function RestoreTeamButton({
  team,
  restoreTeam,
}: {
  team: { id: string; name: string };
  restoreTeam: TeamAction;
}) {
  const router = useRouter();
  const toast = useToast();
  const [pending, setPending] = useState(false);
  const restore = async () => {
    setPending(true);
    const answer = await restoreTeam(idle, { teamId: team.id }).catch(() => unreachable);
    setPending(false);
    if (answer.status === 'error') {
      toast.show({ tone: 'danger', title: 'Not restored', description: answer.message });
      return;
    }
    toast.show({ title: `${team.name} is restored` });
    router.refresh();
  };
  return (
    <Button loading={pending} onClick={() => void restore()}>
      Restore team
    </Button>
  );
}
