import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { statusOfInvitation, type InvitationStatus } from './model';
import {
  countWaitingInvitations,
  selectWaitingInvitations,
  type InvitationListItem,
} from './repository';
import type { ListInvitationsInput } from './schema';

export type ListedInvitation = InvitationListItem & { status: InvitationStatus };

/** A number past which the page says "and more". */
export const countedInvitations = 1_000;

const sort = 'created-desc';

/** The invitations that wait, the newest first, those among them that have expired too. */
export async function listInvitations(
  deps: Deps,
  grant: Grant<'invitation.read'>,
  input: ListInvitationsInput,
): Promise<Page<ListedInvitation>> {
  const { organizationId } = grant;
  const cursor = input.cursor === undefined ? null : decodeTimeCursor(sort, input.cursor);
  if (input.cursor !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const rows = await withOrg(deps.db, organizationId, (tx) =>
    selectWaitingInvitations(tx, {
      organizationId,
      search: input.search,
      cursor,
      limit: input.limit,
    }),
  );
  const page = pageOf(rows, { sort, limit: input.limit, cursor }, (row) => ({
    value: row.createdAt.toISOString(),
    id: row.id,
  }));
  const now = deps.clock.now();
  const items = page.items.map((row) => ({
    ...row,
    status: statusOfInvitation({ ...row, acceptedAt: null, revokedAt: null }, now),
  }));
  return { ...page, items };
}

/** How many wait, for the page of the members; `countedInvitations` says that there may be more. */
export async function countInvitations(
  deps: Deps,
  { organizationId }: Grant<'invitation.read'>,
): Promise<number> {
  return withOrg(deps.db, organizationId, (tx) =>
    countWaitingInvitations(tx, organizationId, countedInvitations),
  );
}
