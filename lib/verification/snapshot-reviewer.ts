import type { SnapshotStore } from './snapshot-store';

/** Of these hashes and the versions of their snapshots, those hashes whose rows are no longer of that version. */
export type SelectStale = (snapshots: ReadonlyMap<string, string>) => Promise<Set<string>>;

const gatherMs = 50;
/** Small, so that no call waits long behind the rows of an answer. */
const maxPerQuery = 250;

type ReviewerOptions = { store: SnapshotStore; select: SelectStale; now: () => number };

/**
 * Keeps snapshots in use alive by comparing the versions of their rows, gathered, behind the calls' backs. Where that
 * fails nothing is prolonged, and the next call after the end of their life asks the database itself.
 */
export function reviewSnapshots({ store, select, now }: ReviewerOptions): void {
  let due: [hash: string, version: string][] = [];
  let working = false;

  async function work(): Promise<void> {
    while (due.length > 0) {
      const versions = new Map(due.splice(0, maxPerQuery));
      const ticket = store.beginLoad();
      try {
        const stale = await select(versions);
        for (const [hash, version] of versions) {
          store.review(ticket, hash, stale.has(hash) ? undefined : version, now());
        }
      } catch {
        due = [];
      } finally {
        store.endLoad();
      }
    }
    working = false;
  }

  store.onReviewDue = (hash, version) => {
    due.push([hash, version]);
    if (working) return;
    working = true;
    setTimeout(() => void work(), gatherMs).unref();
  };
}
