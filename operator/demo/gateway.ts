import { createMetrics } from '@/lib/platform/metrics';
import { createVerification } from '@/lib/verification/create-verification';
import type { CallFacts } from '@/lib/verification/model';
import type { CastKey } from './cast';
import type { Stage } from './stage';

export type Gateway = {
  /** Asks whether a call may go on, as any gateway would, and reports it where it may. */
  call: (secret: string, facts: CallFacts) => Promise<void>;
  /** Writes what was noted of the calls. */
  close: () => Promise<void>;
};

export function openGateway({ deps }: Stage, systemUrl: string): Gateway {
  const verification = createVerification({
    ...deps,
    now: () => deps.clock.now().getTime(),
    systemUrl,
    metrics: createMetrics(),
  });
  const { verifier } = verification;
  return {
    call: async (secret, facts) => {
      const decision = await verifier.verify(secret, facts);
      if (decision.valid) verifier.recordUse(decision.key, facts);
    },
    close: () => verification.close(),
  };
}

const modelOf: Record<string, string> = {
  text: 'gatehouse-text-1-mini',
  speech: 'gatehouse-speech-1',
  video: 'gatehouse-video-1',
  image: 'gatehouse-image-1',
};

/** A call that the key's own limits allow. */
export function goodCall(key: CastKey): CallFacts {
  const service = key.services[0] ?? 'text';
  const ip = key.ipRanges.length === 0 ? '192.0.2.44' : (key.ipRanges[0] ?? '').split('/')[0];
  return { service, model: key.models[0] ?? modelOf[service], ip };
}
