'use server';

import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { previewRoleChangeWith } from '@/lib/orgs/preview-role-change';
import { changeRoleSchema } from '@/lib/orgs/schema';
import { orgAction } from '@/lib/web/actions';

export const changeRoleAction = orgAction(
  'member.update-role',
  changeRoleSchema,
  changeRoleWith(keysOfMember),
);
export const previewRoleChangeAction = orgAction(
  'member.update-role',
  changeRoleSchema,
  previewRoleChangeWith(keysOfMember),
);
