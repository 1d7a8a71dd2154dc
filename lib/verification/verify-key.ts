import { hash } from 'node:crypto';
import { parseSecret } from '@/lib/api-keys/secret';
import type { CallRecorder } from './call-recorder';
import { decideVerification } from './decide-verification';
import type { CallFacts, Decision, KeySnapshot } from './model';
import type { SnapshotLoader } from './snapshot-loader';
import { hashEncoding } from './snapshot-repository';
import type { SnapshotStore } from './snapshot-store';
import type { VerificationMetrics } from './metrics';

export type Verifier = {
  /**
   * Decides whether a call with this secret may go on; at once where the key is in memory. Refusals of known keys are
   * kept. A use is recorded by the caller, once its call succeeded.
   *
   * @throws AppError `unavailable` (by the promise) where the database cannot be asked: fail closed.
   */
  verify(secret: string, call: CallFacts): Decision | Promise<Decision>;
  /** Notes that a call which was let through took place. */
  recordUse(key: KeySnapshot, call: CallFacts): void;
};

type VerifierParts = {
  store: SnapshotStore;
  loader: SnapshotLoader;
  recorder: CallRecorder;
  metrics: VerificationMetrics;
  now: () => number;
};

export function createVerifier(parts: VerifierParts): Verifier {
  const { store, loader, recorder, metrics, now } = parts;

  function decide(key: KeySnapshot | null, call: CallFacts, at: number): Decision {
    const decision = decideVerification(key, call, at);
    if (decision.valid) {
      metrics.countDecision('valid');
      return decision;
    }
    metrics.countDecision(decision.code);
    if (key !== null) recorder.recordRefusal(key, call, decision, at);
    return decision;
  }

  return {
    verify(secret, call) {
      const secretHash = hash('sha256', secret, hashEncoding);
      const at = now();
      const known = store.find(secretHash, at);
      if (known !== undefined) {
        metrics.countLookup('hit');
        return decide(known, call, at);
      }
      // A typing error, or no key of ours at all: nobody needs to ask the database.
      if (parseSecret(secret) === null) {
        metrics.countLookup('malformed');
        return decide(null, call, at);
      }
      metrics.countLookup('miss');
      return loader.load(secretHash).then((key) => decide(key, call, now()));
    },
    recordUse: (key, call) => recorder.recordUse(key, call, now()),
  };
}
