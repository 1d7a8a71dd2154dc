'use client';

import { CircleX, Link2, Send } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { copyText } from '../ui/copy-text';
import { MenuItem, RowMenu } from '../ui/menu';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import type { InvitationView } from './views';

type Act<T> = (
  previous: ActionState<T>,
  input: { invitationId: string },
) => Promise<ActionState<T>>;

export type InvitationActs = {
  resend: Act<{ link: string; expiresAt: Date }>;
  copyLink: Act<{ link: string }>;
  revoke: Act<{ email: string }>;
  restore: Act<{ email: string }>;
};

/** What an Admin can do with an invitation that waits. Revoking needs no question, since it can be undone. */
export function InvitationMenu({
  invitation: { id, email, status },
  ...acts
}: { invitation: InvitationView } & InvitationActs) {
  const router = useRouter();
  const { show } = useToast();
  const { guard, dialog } = useStepUp('member.make-admin');
  const input = { invitationId: id };

  async function run<T>(work: () => Promise<ActionState<T>>, done: (data: T) => void) {
    const answer = await work().catch(() => unreachable);
    if (answer.status === 'ok') done(answer.data);
    if (answer.status === 'error') show({ tone: 'danger', title: answer.message });
    router.refresh();
  }

  const restore = () =>
    run(
      () => acts.restore(idle, input),
      () => show({ title: `${email} is invited again` }),
    );

  return (
    <>
      <RowMenu label={`Actions for ${email}`}>
        <MenuItem
          icon={<Send size={16} aria-hidden />}
          onClick={() =>
            void run(
              () => guard(() => acts.resend(idle, input)),
              () =>
                show({
                  title: `Sent to ${email} again`,
                  description: 'The link in the mail before works no longer.',
                }),
            )
          }
        >
          Send again
        </MenuItem>
        <MenuItem
          icon={<Link2 size={16} aria-hidden />}
          {...(status === 'expired' && { disabledReason: 'It has expired: send it again.' })}
          onClick={() =>
            void run(
              () => acts.copyLink(idle, input),
              ({ link }) =>
                void copyText(link).then((copied) =>
                  show(
                    copied
                      ? { title: `Link copied. It works for ${email} alone.` }
                      : { tone: 'danger', title: 'The browser did not let us copy the link.' },
                  ),
                ),
            )
          }
        >
          Copy link
        </MenuItem>
        <MenuItem
          icon={<CircleX size={16} aria-hidden />}
          tone="danger"
          onClick={() =>
            void run(
              () => acts.revoke(idle, input),
              () =>
                show({
                  title: `Invitation of ${email} revoked`,
                  action: { label: 'Undo', onClick: () => void restore() },
                }),
            )
          }
        >
          Revoke
        </MenuItem>
      </RowMenu>
      {dialog}
    </>
  );
}
