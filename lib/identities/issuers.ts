import { AppError } from '@/lib/kernel/errors';
import { issuersIn, type OAuthSettings } from '@/lib/platform/oauth-settings';
import { providers, type Provider } from './model';

/** The providers that the operator set up. */
export function offeredProviders(oauth: OAuthSettings): Provider[] {
  return providers.filter((provider) => oauth[provider] !== null);
}

/** Within what a provider's subjects are unique; null where it is not set up. */
export function issuerOf(oauth: OAuthSettings, provider: Provider): string | null {
  return issuersIn(oauth)[provider];
}

/** @throws AppError `not-found` for a provider that the operator did not set up. */
export function requireOffered(oauth: OAuthSettings, provider: Provider): void {
  if (issuerOf(oauth, provider) !== null) return;
  throw new AppError('not-found', 'This way to sign in is not set up here.');
}
