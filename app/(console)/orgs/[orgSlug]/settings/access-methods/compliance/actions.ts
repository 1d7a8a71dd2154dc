'use server';

import { remindMember } from '@/lib/access/remind-member';
import { remindMembers } from '@/lib/access/remind-members';
import { remindMemberSchema } from '@/lib/access/schema';
import { noInputSchema } from '@/lib/orgs/schema';
import { orgAction } from '@/lib/web/actions';

export const remindMemberAction = orgAction('member.remind', remindMemberSchema, remindMember);
export const remindMembersAction = orgAction('member.remind', noInputSchema, remindMembers);
