'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { providerNames, type Provider } from '@/lib/identities/model';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import { useLeaving } from '../ui/use-leaving';

/** Away to the provider, and back to this page, which says how it went. */
export function LinkProvider({
  provider,
  link,
  onProblem,
}: {
  provider: Provider;
  link: () => Promise<ActionState<{ url: string }>>;
  onProblem: (problem?: string) => void;
}) {
  const [leavingFor, setLeavingFor] = useLeaving<Provider>();
  async function leave() {
    onProblem(undefined);
    setLeavingFor(provider);
    const answer = await link().catch(() => unreachable);
    if (answer.status === 'ok') {
      window.location.assign(answer.data.url);
      return;
    }
    setLeavingFor(undefined);
    if (answer.status === 'error') onProblem(answer.message);
  }
  return (
    <Button size="sm" loading={leavingFor !== undefined} onClick={() => void leave()}>
      Link {providerNames[provider]}
    </Button>
  );
}

/** Takes a provider's way into the account away, once that was confirmed. */
export function UnlinkProvider({
  provider,
  unlink,
}: {
  provider: Provider;
  unlink: (provider: Provider) => Promise<ActionState<null>>;
}) {
  const router = useRouter();
  const { show } = useToast();
  const name = providerNames[provider];
  return (
    <ConfirmDialog
      title={`Unlink ${name}?`}
      description={`You can no longer sign in with your ${name} account, and sessions that it opened elsewhere are signed out.`}
      confirmLabel={`Unlink ${name}`}
      trigger={
        <Button size="sm" variant="danger-quiet" aria-label={`Unlink ${name}`}>
          Unlink
        </Button>
      }
      onConfirm={async () => {
        const answer = await unlink(provider);
        if (answer.status === 'ok') {
          show({ tone: 'success', title: `${name} was unlinked` });
          router.refresh();
        }
        return answer;
      }}
    />
  );
}

/** For somebody who has no password yet: a link by mail, since nothing here proves who they are. */
export function SetPassword({
  email,
  mail,
  onProblem,
}: {
  email: string;
  mail: (previous: ActionState<null>, input: Record<string, never>) => Promise<ActionState<null>>;
  onProblem: (problem?: string) => void;
}) {
  const [pending, setPending] = useState(false);
  const { show } = useToast();
  async function send() {
    onProblem(undefined);
    setPending(true);
    const answer = await mail(idle, {}).catch(() => unreachable);
    setPending(false);
    if (answer.status === 'ok') {
      show({
        tone: 'success',
        title: 'Check your mail',
        description: `We sent ${email} a link to set a password. It works for 30 minutes.`,
      });
    } else if (answer.status === 'error') onProblem(answer.message);
  }
  return (
    <Button size="sm" loading={pending} onClick={() => void send()}>
      Set a password
    </Button>
  );
}
