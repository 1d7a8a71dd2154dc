import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import type { Deps } from '@/lib/platform/deps';
import type { Limit } from '@/lib/platform/limits';
import { fetchMetadata } from './saml/fetch-metadata';
import { readMetadata, type IdentityProviderMetadata } from './saml/read-metadata';
import type { SetIdentityProviderInput } from './schema';

/** Addresses that one organization has us ask. */
const fetchesPerOrganization: Limit = { name: 'sso-fetch', points: 30, windowSeconds: 60 * 60 };

/**
 * What an identity provider says of itself: in the document that was pasted, or at the address that was given.
 * @throws AppError `invalid-input` (fields `metadata`, `metadataUrl`), `rate-limited`.
 */
export async function findMetadata(
  deps: Pick<Deps, 'clock' | 'config' | 'limits'>,
  { organizationId }: Grant<'sso.update'>,
  { metadata, metadataUrl }: Omit<SetIdentityProviderInput, 'connectionId'>,
): Promise<IdentityProviderMetadata> {
  const now = deps.clock.now();
  if (metadata !== undefined && metadataUrl !== undefined) {
    throw invalidField('metadataUrl', 'Give the address or the document, not both.');
  }
  if (metadata !== undefined) {
    return readMetadata(metadata, { now, allowLoopback: isOnLoopback(deps.config.appUrl) });
  }
  if (metadataUrl === undefined) {
    throw invalidField(
      'metadata',
      'Paste the metadata of your identity provider, or give its address.',
    );
  }
  const what = 'Metadata were asked for many times.';
  await requireWithinLimit(deps, fetchesPerOrganization, limitKey(organizationId), what);
  return fetchMetadata(metadataUrl, now);
}

/** Where Gatehouse itself is only on this machine, so may the identity provider be. */
const isOnLoopback = (appUrl: string) =>
  ['localhost', '127.0.0.1'].includes(new URL(appUrl).hostname);
