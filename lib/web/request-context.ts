import { headers } from 'next/headers';
import type { RequestContext } from '@/lib/platform/request-context';
import { clientIpHeader, requestIdHeader } from './internal-headers';

/** Where the request that is being answered came from. */
export async function requestContext(): Promise<RequestContext> {
  const all = await headers();
  return {
    ip: all.get(clientIpHeader),
    userAgent: all.get('user-agent'),
    requestId: all.get(requestIdHeader) ?? 'unknown',
  };
}
