'use server';

import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { keysOfTeam } from '@/lib/api-keys/keys-of-team';
import { addTeamMembersWith } from '@/lib/orgs/add-team-members';
import { archiveTeamWith } from '@/lib/orgs/archive-team';
import { createTeam } from '@/lib/orgs/create-team';
import { findTeamCandidates } from '@/lib/orgs/find-team-candidates';
import { previewArchiveTeamWith } from '@/lib/orgs/preview-archive-team';
import { previewRemoveTeamMemberWith } from '@/lib/orgs/preview-remove-team-member';
import { removeTeamMemberWith } from '@/lib/orgs/remove-team-member';
import { restoreTeam } from '@/lib/orgs/restore-team';
import {
  addTeamMembersSchema,
  archiveTeamSchema,
  createTeamSchema,
  findTeamCandidatesSchema,
  previewArchiveTeamSchema,
  teamIdSchema,
  teamMemberSchema,
  updateTeamSchema,
} from '@/lib/orgs/team-schema';
import { updateTeam } from '@/lib/orgs/update-team';
import { orgAction } from '@/lib/web/actions';

export const createTeamAction = orgAction('team.create', createTeamSchema, createTeam);
export const updateTeamAction = orgAction('team.update', updateTeamSchema, updateTeam);
export const previewArchiveTeamAction = orgAction(
  'team.archive',
  previewArchiveTeamSchema,
  previewArchiveTeamWith(keysOfTeam),
);
export const archiveTeamAction = orgAction(
  'team.archive',
  archiveTeamSchema,
  archiveTeamWith(keysOfTeam),
);
export const restoreTeamAction = orgAction('team.archive', teamIdSchema, restoreTeam);
export const findTeamCandidatesAction = orgAction(
  'team.update-members',
  findTeamCandidatesSchema,
  findTeamCandidates,
);
export const addTeamMembersAction = orgAction(
  'team.update-members',
  addTeamMembersSchema,
  addTeamMembersWith(keysOfMember),
);
export const previewRemoveTeamMemberAction = orgAction(
  'team.update-members',
  teamMemberSchema,
  previewRemoveTeamMemberWith(keysOfMember),
);
export const removeTeamMemberAction = orgAction(
  'team.update-members',
  teamMemberSchema,
  removeTeamMemberWith(keysOfMember),
);
