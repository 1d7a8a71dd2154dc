import type { Verification } from '@/lib/verification/create-verification';
import { SnapshotLoader } from '@/lib/verification/snapshot-loader';
import { selectSnapshots } from '@/lib/verification/snapshot-repository';
import { createVerifier, type Verifier } from '@/lib/verification/verify-key';

type DoorParts = Pick<Verification, 'store' | 'recorder' | 'metrics' | 'pool'> & {
  /** Milliseconds since 1970. */
  now: () => number;
};

/**
 * The verification of a call of which the headers alone are there. Its refusals are final, and kept and counted like
 * any. That it lets a call in is not counted: the verification is asked again once the whole call is known, and has
 * the last word.
 */
export function createDoor({ store, recorder, metrics, pool, now }: DoorParts): Verifier {
  return createVerifier({
    store,
    loader: new SnapshotLoader({ store, select: (hashes) => selectSnapshots(pool, hashes), now }),
    recorder,
    metrics: {
      ...metrics,
      countDecision: (code) => {
        if (code !== 'valid') metrics.countDecision(code);
      },
    },
    now,
  });
}
