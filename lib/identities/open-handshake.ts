import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import type { SensitiveAct } from '@/lib/sessions/sensitive-acts';
import { handshakeSeconds, type HandshakePurpose, type Provider } from './model';
import { insertHandshake } from './repository';

type Opening = {
  provider: Provider;
  purpose: HandshakePurpose;
  person: { userId: string; sessionId: string } | null;
  act?: SensitiveAct;
  returnTo: string;
  timeZone?: string;
};

/** Writes down what a way to a provider is for. Returns the token for the browser's cookie. */
export async function openHandshake(
  deps: Pick<Deps, 'clock' | 'ids' | 'random'>,
  tx: SystemTx,
  { provider, purpose, person, act, returnTo, timeZone = 'UTC' }: Opening,
): Promise<string> {
  const now = deps.clock.now();
  const token = randomToken(deps.random);
  await insertHandshake(tx, {
    id: deps.ids.next(),
    tokenHash: sha256(token),
    provider,
    purpose,
    userId: person?.userId ?? null,
    sessionId: person?.sessionId ?? null,
    act: act ?? null,
    returnTo,
    timeZone,
    createdAt: now,
    expiresAt: addSeconds(now, handshakeSeconds),
  });
  return token;
}
