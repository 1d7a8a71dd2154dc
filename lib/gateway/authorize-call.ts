import { AppError } from '@/lib/kernel/errors';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Logger } from '@/lib/platform/log';
import { refusalCodes, type CallFacts, type KeySnapshot } from '@/lib/verification/model';
import type { Verifier } from '@/lib/verification/verify-key';
import { httpStatusOf, refuse, type GatewayRefusal } from './model';
import { readKey } from './read-key';

export type CallDecision =
  { allowed: true; key: KeySnapshot } | { allowed: false; refusal: GatewayRefusal };

/**
 * Asks the verification about a call to the gateway, exactly as another gateway would over HTTP. The client's address
 * is the one that the data plane found; an unknown one counts as none given.
 */
export async function authorizeCall(
  { verifier, log }: { verifier: Verifier; log: Logger },
  exchange: Exchange,
  facts: Omit<CallFacts, 'ip'>,
): Promise<CallDecision & { call: CallFacts }> {
  const call: CallFacts = { ...facts, ip: exchange.clientIp ?? undefined };
  const secret = readKey(exchange.request);
  if (secret === null) {
    const { statusCode, message } = refusalCodes['invalid-key'];
    return {
      allowed: false,
      refusal: { http: 401, code: 'invalid-key', statusCode, message },
      call,
    };
  }
  try {
    const decision = await verifier.verify(secret, call);
    if (decision.valid) return { allowed: true, key: decision.key, call };
    const { code, statusCode, message } = decision;
    return {
      allowed: false,
      refusal: { http: httpStatusOf[code], code, statusCode, message },
      call,
    };
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'unavailable')) throw error;
    log.debug({ err: error, requestId: exchange.requestId }, 'a key was not checked');
    return { allowed: false, refusal: refuse('unavailable', error.publicMessage), call };
  }
}
