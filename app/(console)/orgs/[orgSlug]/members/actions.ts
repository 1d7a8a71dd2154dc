'use server';

import { keysOfDeparting } from '@/lib/api-keys/keys-of-departing';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { changeRoleWith } from '@/lib/orgs/change-role';
import {
  findHeirsSchema,
  findOwnHeirsSchema,
  leaveOrganizationSchema,
  previewRemoveMemberSchema,
  removeMemberSchema,
} from '@/lib/orgs/departure-schema';
import { findHeirs, findOwnHeirs } from '@/lib/orgs/find-heirs';
import { leaveOrganizationWith } from '@/lib/orgs/leave-organization';
import { previewLeaveWith, previewRemoveMemberWith } from '@/lib/orgs/preview-departure';
import { previewRoleChangeWith } from '@/lib/orgs/preview-role-change';
import { removeMemberWith } from '@/lib/orgs/remove-member';
import { changeRoleSchema, noInputSchema } from '@/lib/orgs/schema';
import { orgAction } from '@/lib/web/actions';

const parts = { keys: keysOfDeparting, invitations: invitationsOfInviter };

export const changeRoleAction = orgAction(
  'member.update-role',
  changeRoleSchema,
  changeRoleWith(keysOfMember, invitationsOfInviter),
);
export const previewRoleChangeAction = orgAction(
  'member.update-role',
  changeRoleSchema,
  previewRoleChangeWith(keysOfMember, invitationsOfInviter),
);
export const previewRemoveMemberAction = orgAction(
  'member.remove',
  previewRemoveMemberSchema,
  previewRemoveMemberWith(parts),
);
export const removeMemberAction = orgAction(
  'member.remove',
  removeMemberSchema,
  removeMemberWith(parts),
);
export const findHeirsAction = orgAction('member.remove', findHeirsSchema, findHeirs);
export const previewLeaveAction = orgAction(
  'organization.leave',
  noInputSchema,
  previewLeaveWith(parts),
);
export const leaveOrganizationAction = orgAction(
  'organization.leave',
  leaveOrganizationSchema,
  leaveOrganizationWith(parts),
);
export const findOwnHeirsAction = orgAction('organization.leave', findOwnHeirsSchema, findOwnHeirs);
