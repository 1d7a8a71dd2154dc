import type pg from 'pg';
import type { Ids } from '@/lib/platform/ids';
import type { Logger } from '@/lib/platform/log';
import type { Metrics } from '@/lib/platform/metrics';
import { createSystemPool } from '@/lib/platform/system-pool';
import { CallRecorder } from './call-recorder';
import { insertRefusals, updateFirstCalls, upsertLastUses } from './calls-repository';
import { createVerificationMetrics, type VerificationMetrics } from './metrics';
import { listenForChanges } from './snapshot-listener';
import { SnapshotLoader } from './snapshot-loader';
import { selectSnapshots, selectStale } from './snapshot-repository';
import { reviewSnapshots } from './snapshot-reviewer';
import { SnapshotStore } from './snapshot-store';
import { createVerifier, type Verifier } from './verify-key';

type VerificationParts = {
  /** The database, as `gatehouse_system`. */
  systemUrl: string;
  /** Milliseconds since 1970. */
  now: () => number;
  ids: Ids;
  log: Logger;
  metrics: Metrics;
};

export type Verification = {
  verifier: Verifier;
  /**
   * For a call of which the headers alone are there. Its refusals are final, and kept and counted like any. That it lets
   * a call in is not counted: the verifier is asked again once the whole call is known, and has the last word.
   */
  door: Verifier;
  metrics: VerificationMetrics;
  /** For what else the data plane reads. */
  pool: pg.Pool;
  /** Writes what was noted and lets the database go. */
  close(): Promise<void>;
};

/** The verification with all its parts: memory, loads, the connection that hears of changes, and what is kept. */
export function createVerification(parts: VerificationParts): Verification {
  const { systemUrl, now, ids, log, metrics } = parts;
  const pool = createSystemPool('verify', { systemUrl, size: 4, log });
  const historyPool = createSystemPool('record-calls', { systemUrl, size: 2, log });
  const store = new SnapshotStore();
  const loader = new SnapshotLoader({
    store,
    select: (hashes) => selectSnapshots(pool, hashes),
    now,
  });
  reviewSnapshots({ store, select: (snapshots) => selectStale(pool, snapshots), now });
  const listener = listenForChanges({ systemUrl, store, log });
  const recorder = new CallRecorder({
    ids,
    log,
    writer: {
      upsertLastUses: (uses) => upsertLastUses(historyPool, uses),
      insertRefusals: (refusals) => insertRefusals(historyPool, refusals),
      updateFirstCalls: (calls) => updateFirstCalls(historyPool, calls),
    },
  });
  const verificationMetrics = createVerificationMetrics(metrics, () => store.size);
  metrics.gauge('gatehouse_db_connections', 'Connections to the database.', () => pool.totalCount);
  metrics.gauge(
    'gatehouse_db_waiting',
    'Queries that wait for a connection.',
    () => pool.waitingCount,
  );
  return {
    verifier: createVerifier({ store, loader, recorder, metrics: verificationMetrics, now }),
    door: createVerifier({
      store,
      loader,
      recorder,
      metrics: withoutAdmissions(verificationMetrics),
      now,
    }),
    metrics: verificationMetrics,
    pool,
    async close() {
      listener.stop();
      await recorder.drain();
      await Promise.allSettled([pool.end(), historyPool.end()]);
    },
  };
}

function withoutAdmissions(metrics: VerificationMetrics): VerificationMetrics {
  return {
    ...metrics,
    countDecision: (code) => {
      if (code !== 'valid') metrics.countDecision(code);
    },
  };
}
