import type { SnapshotStore } from './snapshot-store';

/** The versions of the rows behind these hashes; a hash without a key has no entry. */
export type SelectVersions = (hashes: string[]) => Promise<Map<string, string>>;

const gatherMs = 50;
/** Small, so that no call waits long behind the rows of an answer. */
const maxPerQuery = 250;

type ReviewerOptions = { store: SnapshotStore; select: SelectVersions; now: () => number };

/**
 * Keeps snapshots in use alive by comparing the versions of their rows, gathered, behind the calls' backs. Where that
 * fails nothing is prolonged, and the next call after the end of their life asks the database itself.
 */
export function reviewSnapshots({ store, select, now }: ReviewerOptions): void {
  let due: string[] = [];
  let working = false;

  async function work(): Promise<void> {
    while (due.length > 0) {
      const hashes = due.splice(0, maxPerQuery);
      const ticket = store.beginLoad();
      try {
        const versions = await select(hashes);
        for (const hash of hashes) store.review(ticket, hash, versions.get(hash), now());
      } catch {
        due = [];
      } finally {
        store.endLoad();
      }
    }
    working = false;
  }

  store.onReviewDue = (hash) => {
    due.push(hash);
    if (working) return;
    working = true;
    setTimeout(() => void work(), gatherMs).unref();
  };
}
