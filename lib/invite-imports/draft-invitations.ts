import { roleNames } from '@/lib/authz/permissions';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { invitationMail } from '@/lib/invites/invitation-mail';
import { newLink } from '@/lib/invites/token';
import { sealBatchMail, type SealedMail } from '@/lib/notices/enqueue-batch';
import { selectMember } from '@/lib/orgs/member-repository';
import { selectOrganization } from '@/lib/orgs/repository';
import type { ReadyRow } from './judge-rows';
import { daySeconds } from './preview-import';
import { selectImport, type ImportRow } from './repository';
import { selectReadyRows } from './row-repository';

/** What an invitation needs beyond its line: its secret, and its mail, sealed. */
export type Draft = Omit<ReturnType<typeof newLink>, 'link'> & { mail: SealedMail };

export type DraftFor = (row: ReadyRow) => Draft;

/** Between so many the process looks at what else there is to do: above all, the next statement of the writing. */
const rowsAtOnce = 25;

/** Drafts of lines that follow one another. */
export type Drafts = {
  /** Of all of them. */
  expiresAt: Date;
  byRow: ReadonlyMap<string, Draft>;
  /** Where the lines after these begin; null where there are none. */
  next: number | null;
};

/**
 * Makes what the next lines need that takes a processor: links, and mails with their seals. Outside of the transaction
 * that writes them, so that nobody of the organization waits for it, and beside the one that writes the lines before.
 * Decides nothing: what is not wanted, when it comes to that, is thrown away, and what is missing is made then.
 * @returns null where there is nothing to write any more.
 */
export async function draftInvitations(
  deps: Deps,
  { organizationId, importId }: { organizationId: string; importId: string },
  { after, limit }: { after: number; limit: number },
): Promise<Drafts | null> {
  const found = await withOrg(deps.db, organizationId, async (tx) => {
    const row = await selectImport(tx, organizationId, importId);
    if (row?.status !== 'running' || row.startedById === null) return null;
    const inviter = await selectMember(tx, organizationId, row.startedById);
    const organization = await selectOrganization(tx, organizationId);
    if (inviter === null || organization === null) return null;
    const rows = await selectReadyRows(tx, organizationId, importId, { after, limit });
    return { row, rows, organizationName: organization.name, invitedByName: inviter.name };
  });
  if (found === null) return null;
  const { row, rows, ...names } = found;
  const expiresAt = expiryOf(row, deps.clock.now());
  const draft = drafter(deps, row, { ...names, expiresAt });
  const byRow = new Map<string, Draft>();
  for (const [index, each] of rows.entries()) {
    byRow.set(each.id, draft(each));
    if (index % rowsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { expiresAt, byRow, next: rows.length === limit ? (rows.at(-1)?.place ?? null) : null };
}

export const expiryOf = ({ expiresInDays }: ImportRow, now: Date): Date =>
  addSeconds(now, expiresInDays * daySeconds);

/** Makes the draft of any line of an import. */
export function drafter(
  deps: Deps,
  { defaultRole, message }: ImportRow,
  all: { organizationName: string; invitedByName: string; expiresAt: Date },
): DraftFor {
  // What all have in common is put into words once: that of an instant costs more than the rest of a mail.
  const mail = invitationMail({
    ...{ name: null, role: defaultRole, message, expiresAt: all.expiresAt, link: '' },
    organization: all.organizationName,
    invitedByName: all.invitedByName,
  });
  return ({ id, email, name, role }) => {
    const { link, ...kept } = newLink(deps, id);
    const its = { ...mail, name, role: roleNames[role], link };
    return { ...kept, mail: sealBatchMail(deps, { id, recipient: email, mail: its }) };
  };
}
