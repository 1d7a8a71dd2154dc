'use client';

import { useRouter } from 'next/navigation';
import { idle } from '@/lib/kernel/action-state';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { InlineCode } from '../ui/text';
import { Time } from '../ui/time';
import { useToast } from '../ui/toast';
import type { KeyAction, KeyActions } from './key-actions';

type StoppableKey = { id: string; name: string; hint: string; lastUsedAt: string | null };

type Controlled = { apiKey: StoppableKey; open: boolean; onOpenChange: (open: boolean) => void };

function LastUse({ at }: { at: string | null }) {
  return at === null ? (
    <p>It has never been used.</p>
  ) : (
    <p>
      Last used <Time value={at} />.
    </p>
  );
}

/** Can be undone, so the toast offers it. */
export function DisableKeyDialog({
  apiKey,
  actions,
  open,
  onOpenChange,
}: Controlled & { actions: Pick<KeyActions, 'disable' | 'enable'> }) {
  const router = useRouter();
  const toast = useToast();
  const undo = async () => {
    const answer = await actions.enable(idle, { keyId: apiKey.id });
    if (answer.status === 'error') {
      toast.show({ tone: 'danger', title: 'Not enabled', description: answer.message });
    }
    router.refresh();
  };
  return (
    <ConfirmDialog
      title={`Disable ${apiKey.name}?`}
      description={
        <div className="space-y-2">
          <p>
            Calls with <InlineCode>{apiKey.hint}</InlineCode> are refused from the next second on,
            until somebody enables it again.
          </p>
          <LastUse at={apiKey.lastUsedAt} />
        </div>
      }
      confirmLabel="Disable key"
      open={open}
      onOpenChange={onOpenChange}
      onConfirm={async () => {
        const answer = await actions.disable(idle, { keyId: apiKey.id });
        if (answer.status === 'ok') {
          toast.show({
            title: `${apiKey.name} is disabled`,
            action: { label: 'Undo', onClick: () => void undo() },
          });
          router.refresh();
        }
        return answer;
      }}
    />
  );
}

export function RevokeKeyDialog({
  apiKey,
  revokeKey,
  open,
  onOpenChange,
}: Controlled & { revokeKey: KeyAction }) {
  const router = useRouter();
  const toast = useToast();
  return (
    <ConfirmDialog
      title={`Revoke ${apiKey.name}?`}
      description={
        <div className="space-y-2">
          <p>
            Calls with <InlineCode>{apiKey.hint}</InlineCode> are refused from the next second on.
            This cannot be undone: whatever still uses the key needs another one.
          </p>
          <LastUse at={apiKey.lastUsedAt} />
        </div>
      }
      confirmLabel="Revoke key"
      open={open}
      onOpenChange={onOpenChange}
      onConfirm={async () => {
        const answer = await revokeKey(idle, { keyId: apiKey.id });
        if (answer.status === 'ok') {
          toast.show({ title: `${apiKey.name} is revoked` });
          router.refresh();
        }
        return answer;
      }}
    />
  );
}
