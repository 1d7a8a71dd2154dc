'use server';

import { linkSchema } from '@/lib/sign-in/schema';
import { undoEmailChange } from '@/lib/sign-in/undo-email-change';
import { publicAction } from '@/lib/web/actions';

export const undoEmailChangeAction = publicAction(linkSchema, undoEmailChange);
