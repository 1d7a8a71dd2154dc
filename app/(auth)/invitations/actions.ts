'use server';

import { redirect } from 'next/navigation';
import { acceptInvitation, declineInvitation } from '@/lib/invites/accept-invitation';
import { invitationSchema } from '@/lib/invites/schema';
import { accountAction } from '@/lib/web/actions';

export const acceptInvitationAction = accountAction(
  invitationSchema,
  async (deps, grant, input): Promise<never> => {
    const { slug } = await acceptInvitation(deps, grant, input);
    redirect(`/orgs/${slug}`);
  },
);
export const declineInvitationAction = accountAction(
  invitationSchema,
  async (deps, grant, input): Promise<never> => {
    await declineInvitation(deps, grant, input);
    redirect('/account/organizations');
  },
);
