'use server';

import { importSchema } from '@/lib/invite-imports/schema';
import { startInvitationImport } from '@/lib/invite-imports/start-import';
import { discardInvitationImport, stopInvitationImport } from '@/lib/invite-imports/stop-import';
import { orgAction } from '@/lib/web/actions';

export const startInvitationImportAction = orgAction(
  'invitation.create',
  importSchema,
  startInvitationImport,
);
export const stopInvitationImportAction = orgAction(
  'invitation.create',
  importSchema,
  stopInvitationImport,
);
export const discardInvitationImportAction = orgAction(
  'invitation.create',
  importSchema,
  discardInvitationImport,
);
