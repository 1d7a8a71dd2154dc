import { providerNames, type Provider } from '@/lib/identities/model';
import { AppError } from '@/lib/kernel/errors';
import type { Deps } from '@/lib/platform/deps';
import { fullCookieName, setCookie } from '../cookies';
import { authorizationAddress } from './next-auth';

const ownParts = ['state', 'pkce', 'nonce'] as const;

/**
 * Prepares the browser for the way to a provider and back. The page goes there itself, by script: the content security
 * policy lets no form lead to another site, not even by a redirect.
 * @returns the address to go to.
 * @throws AppError `unavailable` where the provider does not answer.
 */
export async function leaveForProvider(
  deps: Deps,
  provider: Provider,
  handshakeToken: string,
  parameters: Record<string, string> = {},
): Promise<{ url: string }> {
  const { location, cookies } = await authorizationAddress(deps, provider, parameters);
  const hasState = cookies.has(fullCookieName(`${provider}-state`));
  if (!hasState || location === null || !/^https?:/.test(location)) {
    throw new AppError(
      'unavailable',
      `${providerNames[provider]} cannot be reached right now. Try again in a moment, or sign in another way.`,
    );
  }
  for (const part of ownParts) {
    const value = cookies.get(fullCookieName(`${provider}-${part}`));
    if (value !== undefined) await setCookie(`${provider}-${part}`, value);
  }
  await setCookie(`${provider}-handshake`, handshakeToken);
  return { url: location };
}
