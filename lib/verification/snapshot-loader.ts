import { AppError } from '@/lib/kernel/errors';
import { withDeadline } from '@/lib/platform/deadline';
import type { KeySnapshot } from './model';
import type { SnapshotStore } from './snapshot-store';

/** Reads the keys of these hashes in one query; a hash without a key has no entry. */
export type SelectSnapshots = (hashes: string[]) => Promise<Map<string, KeySnapshot>>;

type Waiting = {
  readonly hash: string;
  readonly promise: Promise<KeySnapshot | null>;
  readonly resolve: (snapshot: KeySnapshot | null) => void;
  readonly reject: (error: unknown) => void;
  /** How often a change overtook the load. */
  overtaken: number;
};

const maxPerQuery = 500;
const maxQueriesAtOnce = 2;
/** More callers than this wait for a database that is slow: further ones are sent away. */
const maxWaiting = 20_000;
/** A key that changes during each of so many reads is answered from the last of them, and not stored. */
const maxOvertaken = 3;

type LoaderOptions = {
  store: SnapshotStore;
  select: SelectSnapshots;
  now: () => number;
  /** The longest that a caller waits for the database. */
  deadlineMs?: number;
};

/** Loads of one tick go out as one query, and callers that want the same key share one load. */
export class SnapshotLoader {
  private readonly waiting = new Map<string, Waiting>();
  private queue: Waiting[] = [];
  private queriesAtWork = 0;
  private scheduled = false;

  constructor(private readonly options: LoaderOptions) {}

  /** @throws AppError `unavailable` where the database cannot be asked in time: fail closed. */
  load(hash: string): Promise<KeySnapshot | null> {
    const shared = this.waiting.get(hash);
    if (shared) return shared.promise;
    if (this.waiting.size >= maxWaiting) return Promise.reject(unavailable('too many loads wait'));
    const load = withResolvers(hash);
    this.waiting.set(hash, load);
    this.enqueue(load);
    return load.promise;
  }

  private enqueue(load: Waiting): void {
    this.queue.push(load);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.queue.length > 0 && this.queriesAtWork < maxQueriesAtOnce) {
      const batch = this.queue.splice(0, maxPerQuery);
      // Without notifications a later caller may not share a read that began before it asked.
      if (!this.options.store.isOpen) for (const load of batch) this.forget(load);
      this.queriesAtWork += 1;
      void this.run(batch).finally(() => {
        this.queriesAtWork -= 1;
        this.dispatch();
      });
    }
  }

  private async run(batch: Waiting[]): Promise<void> {
    const { store, select, now, deadlineMs = 900 } = this.options;
    const ticket = store.beginLoad();
    try {
      const found = await withDeadline(select(batch.map(({ hash }) => hash)), deadlineMs);
      const readAt = now();
      for (const load of batch) {
        const snapshot = found.get(load.hash) ?? null;
        if (!store.put(ticket, load.hash, snapshot, readAt) && load.overtaken < maxOvertaken) {
          load.overtaken += 1;
          this.enqueue(load);
        } else {
          this.forget(load);
          load.resolve(snapshot);
        }
      }
    } catch (error) {
      // Whoever waits behind this query would only wait as long again.
      for (const load of [...batch, ...this.queue.splice(0)]) {
        this.forget(load);
        load.reject(unavailable('the database did not answer', error));
      }
    } finally {
      store.endLoad();
    }
  }

  private forget(load: Waiting): void {
    if (this.waiting.get(load.hash) === load) this.waiting.delete(load.hash);
  }
}

function unavailable(detail: string, cause?: unknown): AppError {
  return new AppError('unavailable', 'The key cannot be checked at the moment. Try again.', {
    detail,
    cause,
    retryAfterSeconds: 1,
  });
}

function withResolvers(hash: string): Waiting {
  let resolve: Waiting['resolve'] = () => undefined;
  let reject: Waiting['reject'] = () => undefined;
  const promise = new Promise<KeySnapshot | null>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { hash, promise, resolve, reject, overtaken: 0 };
}
