import type { PersonGrant } from '@/lib/authz/authorize';
import { csvOf } from '@/lib/platform/csv';
import type { Deps } from '@/lib/platform/deps';
import type { ActivityEvent } from './activity';
import { listActivity } from './list-activity';
import type { ExportActivityInput } from './schema';

const rowsPerPage = 100;

const columns: Record<string, (event: ActivityEvent) => string | null> = {
  time: (event) => event.occurredAt.toISOString(),
  event: (event) => event.title,
  details: (event) => event.detail,
  outcome: (event) => event.outcome,
  method: (event) => event.method,
  device: (event) => event.device,
  'network address': (event) => event.ip,
};

/** The person's sign-in activity as CSV, as filtered, in pieces: a short query each, whatever its length. */
export async function* exportActivity(
  deps: Pick<Deps, 'db' | 'clock'>,
  grant: PersonGrant,
  input: ExportActivityInput,
): AsyncGenerator<string> {
  yield csvOf([Object.keys(columns)]);
  let cursor: string | undefined;
  do {
    const page = await listActivity(deps, grant, { ...input, cursor, limit: rowsPerPage });
    if (page.items.length > 0) {
      yield csvOf(page.items.map((event) => Object.values(columns).map((cell) => cell(event))));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
