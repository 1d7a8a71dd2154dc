'use server';

import { copyInvitationLink } from '@/lib/invites/copy-invitation-link';
import { createInvitation } from '@/lib/invites/create-invitation';
import { resendInvitation } from '@/lib/invites/resend-invitation';
import { restoreInvitation, revokeInvitation } from '@/lib/invites/revoke-invitation';
import { createInvitationSchema, invitationSchema } from '@/lib/invites/schema';
import { orgAction } from '@/lib/web/actions';

export const createInvitationAction = orgAction(
  'invitation.create',
  createInvitationSchema,
  createInvitation,
);
export const resendInvitationAction = orgAction(
  'invitation.create',
  invitationSchema,
  resendInvitation,
);
export const copyInvitationLinkAction = orgAction(
  'invitation.create',
  invitationSchema,
  copyInvitationLink,
);
export const revokeInvitationAction = orgAction(
  'invitation.revoke',
  invitationSchema,
  revokeInvitation,
);
export const restoreInvitationAction = orgAction(
  'invitation.revoke',
  invitationSchema,
  restoreInvitation,
);
