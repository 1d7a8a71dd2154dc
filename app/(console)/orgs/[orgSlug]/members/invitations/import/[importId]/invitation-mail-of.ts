import { renderMail } from '@/components/mail/render-mail';
import type { ImportView } from '@/components/invite-imports/views';
import { addSeconds } from '@/lib/platform/clock';
import { invitationMail } from '@/lib/invites/invitation-mail';
import { webDeps } from '@/lib/web/deps';
import type { MemberSession } from '@/lib/web/session';

const daySeconds = 24 * 60 * 60;

/** The mail that a person of the list would get who has the default role. Its link is none. */
export async function invitationMailOf(
  { session, membership }: MemberSession,
  view: ImportView,
): Promise<{ subject: string; text: string }> {
  const { clock, config } = webDeps();
  const { subject, text } = await renderMail(
    invitationMail({
      name: null,
      role: view.defaultRole,
      message: view.message,
      expiresAt: addSeconds(clock.now(), view.expiresInDays * daySeconds),
      link: `${config.appUrl}/invitations?token=…`,
      organization: membership.name,
      invitedByName: session.user.name,
    }),
  );
  return { subject, text };
}
