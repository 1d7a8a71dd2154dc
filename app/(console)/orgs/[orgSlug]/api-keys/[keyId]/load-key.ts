import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { KeyView } from '@/components/api-keys/views';
import { requireApiKey } from '@/lib/api-keys/require-api-key';
import { apiKeyIdSchema } from '@/lib/api-keys/schema';
import { AppError } from '@/lib/kernel/errors';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { keyView } from '../key-view';

/** The key of the address, once a request; 404 for one of another organization as for none. */
export const loadKey = cache(async (orgSlug: string, keyId: string): Promise<KeyView | null> => {
  const access = await pageAccess(orgSlug, 'api-key.read');
  if (!access.allowed) return null;
  const input = apiKeyIdSchema.safeParse({ keyId });
  if (!input.success) notFound();
  try {
    return keyView(await requireApiKey(webDeps(), access.grant, input.data));
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound();
    throw error;
  }
});
