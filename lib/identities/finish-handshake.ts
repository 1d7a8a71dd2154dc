import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { SignInResult } from '@/lib/sign-in/model';
import { linkIdentity } from './link-identity';
import type {
  HandshakePurpose,
  ProvedIdentity,
  Provider,
  RefusalReason,
  ReturningBrowser,
} from './model';
import { proveWithIdentity } from './prove-with-identity';
import { takeHandshake } from './repository';
import { signInWithIdentity } from './sign-in-with-identity';

/** How a way to a provider and back ends; `returnTo` is a path of the console. */
export type HandshakeEnd =
  | { status: 'entered'; result: SignInResult; returnTo: string }
  | { status: 'linked'; returnTo: string }
  | { status: 'proved'; sessionToken: string; returnTo: string }
  | { status: 'refused'; reason: RefusalReason; purpose: HandshakePurpose; returnTo: string };

type Return = {
  provider: Provider;
  /** Asks the provider who it is; null where the handshake failed. */
  prove: () => Promise<ProvedIdentity | null>;
  browser: ReturningBrowser;
};

/**
 * What comes of the way back from a provider. It is used up before anything else happens, so that coming back twice,
 * or twenty times at once, is coming back once, and whoever was never sent there makes us ask nobody.
 */
export async function finishHandshake(
  deps: Deps,
  request: RequestContext,
  { provider, prove, browser }: Return,
): Promise<HandshakeEnd> {
  const handshake = await asSystem(deps.db, 'oauth', (tx) =>
    takeHandshake(tx, provider, sha256(browser.handshakeToken ?? ''), deps.clock.now()),
  );
  const { purpose, returnTo } = handshake ?? { purpose: 'sign-in', returnTo: '/' };
  const refused = (reason: RefusalReason): HandshakeEnd => ({
    status: 'refused',
    reason,
    purpose,
    returnTo,
  });
  const identity = handshake && (await prove());
  if (handshake === null || identity === null) return refused('failed');
  switch (handshake.purpose) {
    case 'sign-in': {
      const result = await signInWithIdentity(deps, request, identity, handshake, browser);
      return typeof result === 'string' ? refused(result) : { status: 'entered', result, returnTo };
    }
    case 'link': {
      const reason = await linkIdentity(deps, request, identity, handshake, browser.session);
      return reason === null ? { status: 'linked', returnTo } : refused(reason);
    }
    case 'step-up': {
      const sessionToken = await proveWithIdentity(
        deps,
        request,
        identity,
        handshake,
        browser.session,
      );
      return sessionToken === null
        ? refused('not-proved')
        : { status: 'proved', sessionToken, returnTo };
    }
  }
}
