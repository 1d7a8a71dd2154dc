import type { Metrics } from '@/lib/platform/metrics';
import type { RefusalCode } from './model';

export type VerificationMetrics = {
  countDecision(code: RefusalCode | 'valid'): void;
  countLookup(outcome: 'hit' | 'miss' | 'malformed'): void;
  observeVerify(milliseconds: number): void;
};

export function createVerificationMetrics(
  metrics: Metrics,
  sizeOfStore: () => number,
): VerificationMetrics {
  const decisions = metrics.counter(
    'gatehouse_verify_decisions_total',
    'Decisions about keys, by their code.',
    'code',
  );
  const lookups = metrics.counter(
    'gatehouse_snapshot_lookups_total',
    'Keys found in memory (hit), asked of the database (miss), or refused by their form (malformed).',
    'outcome',
  );
  const latency = metrics.latency(
    'gatehouse_verify_duration_seconds',
    'Time from a request to POST /v1/keys/verify to its answer.',
  );
  metrics.gauge('gatehouse_snapshots', 'Keys in memory.', sizeOfStore);
  return {
    countDecision: (code) => decisions.increment(code),
    countLookup: (outcome) => lookups.increment(outcome),
    observeVerify: (milliseconds) => latency.observe(milliseconds),
  };
}
