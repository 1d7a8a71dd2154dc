import type { ImportListView, ImportView } from '@/components/invite-imports/views';
import type { listInvitationImports, ShownImport } from '@/lib/invite-imports/get-import';

/** An import as it crosses to the browser: instants as ISO 8601. */
export function importView(row: ShownImport): ImportView {
  const { createdAt, startedAt, finishedAt, expiresAt, ...rest } = row;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
  };
}

type ListedImport = Awaited<ReturnType<typeof listInvitationImports>>[number];

export function importListView(row: ListedImport): ImportListView {
  const { id, status, fileName, rowCount, invitedCount, createdByName, createdAt } = row;
  return {
    id,
    status,
    fileName,
    rowCount,
    invitedCount,
    createdByName,
    createdAt: createdAt.toISOString(),
  };
}
