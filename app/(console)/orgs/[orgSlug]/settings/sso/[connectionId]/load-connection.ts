import { notFound } from 'next/navigation';
import { cache } from 'react';
import { AppError } from '@/lib/kernel/errors';
import { getConnection, type ConnectionDetails } from '@/lib/sso/list-connections';
import { connectionIdSchema } from '@/lib/sso/schema';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';

/** The connection of the address, once a request; 404 for one of another organization as for none. */
export const loadConnection = cache(
  async (orgSlug: string, connectionId: string): Promise<ConnectionDetails | null> => {
    const access = await pageAccess(orgSlug, 'sso.update');
    if (!access.allowed) return null;
    const input = connectionIdSchema.safeParse({ connectionId });
    if (!input.success) notFound();
    try {
      return await getConnection(webDeps(), access.grant, input.data);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') notFound();
      throw error;
    }
  },
);
