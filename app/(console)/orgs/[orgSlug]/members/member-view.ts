import type { MemberView } from '@/components/orgs/views';
import type { MemberListItem } from '@/lib/orgs/list-members';

/** A member as they cross to the browser. */
export function memberView(member: MemberListItem, readerId: string): MemberView {
  return {
    ...member,
    joinedAt: member.joinedAt.toISOString(),
    lastActiveAt: member.lastActiveAt?.toISOString() ?? null,
    isReader: member.userId === readerId,
  };
}
