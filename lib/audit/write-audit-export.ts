import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Cursor } from '@/lib/kernel/page';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { exportHead, exportLines } from './export-lines';
import type { AuditExportWork } from './export-model';
import { enqueueExport, lockExportWork, writeExportStep } from './export-repository';
import { visibilityOf } from './model';
import { selectAuditEvents } from './repository';
import { auditExportFilterSchema } from './schema';
import { parseAuditSearch } from './search-words';

const compress = promisify(gzip);

const eventsPerStep = 5_000;

/**
 * Writes the next piece of an export: a short transaction, which also says how far it came and asks for the piece after
 * it. So a worker that is killed loses nothing and repeats nothing, of two workers the second goes on where the first
 * ended, and mails that wait are sent in between.
 */
export async function writeAuditExport(
  deps: Pick<Deps, 'db' | 'clock'>,
  { organizationId, exportId }: { organizationId: string; exportId: string },
): Promise<void> {
  await withOrg(deps.db, organizationId, async (tx) => {
    const work = await lockExportWork(tx, organizationId, exportId);
    // Finished, or gone with its organization.
    if (work === null) return;
    const { search, ...filter } = auditExportFilterSchema.parse(work.filter);
    const rows = await selectAuditEvents(
      tx,
      organizationId,
      visibilityOf(work.reach, work.userId),
      { ...filter, to: work.endsAt, search: search ? parseAuditSearch(search) : undefined },
      { cursor: placeOf(work), limit: eventsPerStep },
    );
    const events = rows.slice(0, eventsPerStep);
    const text =
      (work.reachedAt === null ? exportHead(work.format) : '') + exportLines(work.format, events);
    const content = Buffer.from(text);
    const last = rows.length > eventsPerStep ? events.at(-1) : undefined;
    await writeExportStep(tx, organizationId, exportId, {
      content: Uint8Array.from(await compress(content)),
      byteCount: content.length,
      eventCount: events.length,
      reached: last === undefined ? null : { value: last.occurredAt.toISOString(), id: last.id },
      now: deps.clock.now(),
    });
    if (last !== undefined) await enqueueExport(tx, organizationId, exportId);
  });
}

function placeOf({ reachedAt, reachedId }: AuditExportWork): Cursor | null {
  return reachedAt === null || reachedId === null
    ? null
    : { toward: 'next', value: reachedAt.toISOString(), id: reachedId };
}
