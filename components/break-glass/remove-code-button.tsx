'use client';

import { idle } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useToast } from '../ui/toast';
import type { EmergencyAct, EmergencyAdminView } from './views';

/** For a sheet that was lost, one's own or another's. */
export function RemoveCodeButton({
  admin: { userId, name },
  removeCode,
}: {
  admin: Pick<EmergencyAdminView, 'userId' | 'name'>;
  removeCode: EmergencyAct<null>;
}) {
  const { show } = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  return (
    <ConfirmDialog
      title={`Remove the code of ${name}?`}
      description="The printed sheet opens nothing any more. Another code can be made by that Admin alone."
      confirmLabel="Remove code"
      trigger={
        <Button size="sm" aria-label={`Remove code of ${name}`}>
          Remove code
        </Button>
      }
      onConfirm={async () => {
        const answer = await guard(() => removeCode(idle, { userId }));
        if (answer.status === 'ok') show({ title: `The code of ${name} is removed` });
        return answer;
      }}
    >
      {dialog}
    </ConfirmDialog>
  );
}
