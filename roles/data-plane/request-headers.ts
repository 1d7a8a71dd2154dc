import type { IncomingHttpHeaders } from 'node:http';
import { clientIpHeader, requestIdHeader } from '@/lib/web/internal-headers';

/**
 * What no client may tell Next: addresses and hosts (ours alone are believed), other ways to name a path or a method,
 * and the words that Next uses with itself (`INTERNAL_HEADERS` in next/dist/server/lib/server-ipc/utils.js and what
 * the server reads beside them).
 */
const strippedPrefixes = [
  'x-gatehouse-',
  'x-forwarded-',
  'x-middleware-',
  'x-invoke-',
  'x-now-',
  'x-vercel-',
  'x-next-',
  'x-nextjs-',
  'x-prerender-',
  'proxy-',
];
const stripped = new Set([
  requestIdHeader,
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-matched-path',
  'x-action-forwarded',
  'x-invocation-id',
  'next-resume',
  // The proxy of Next makes the nonce and the policy, and Next reads both from the request.
  'x-nonce',
  'content-security-policy',
  'content-security-policy-report-only',
  // Hop by hop (RFC 9110 §7.6.1). `Connection` could also name one of ours for removal.
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
]);
/** Of those prefixes, what the browser's half of Next sends (client/components/app-router-headers.js). */
const kept = new Set(['x-nextjs-request-id', 'x-nextjs-html-request-id']);

export type Origin = { host: string; protocol: string };

type Resolved = { clientIp: string | null; requestId: string; origin: Origin };

/** The headers of a request as Next gets them. */
export function headersForNext(
  headers: IncomingHttpHeaders,
  { clientIp, requestId, origin }: Resolved,
): IncomingHttpHeaders {
  const result: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    const internal =
      stripped.has(name) || strippedPrefixes.some((prefix) => name.startsWith(prefix));
    if (!internal || kept.has(name)) result[name] = value;
  }
  result[requestIdHeader] = requestId;
  // What Next compares with the Origin of an action, and makes absolute addresses of.
  result['x-forwarded-host'] = origin.host;
  result['x-forwarded-proto'] = origin.protocol;
  if (clientIp !== null) {
    result[clientIpHeader] = clientIp;
    result['x-forwarded-for'] = clientIp;
  }
  return result;
}

const requestIdShape = /^[A-Za-z0-9._-]{8,128}$/;

/** A request's id as a trusted proxy gave it, where it is fit for logs and headers. */
export function incomingRequestId(headers: IncomingHttpHeaders): string | null {
  const value = headers[requestIdHeader];
  return typeof value === 'string' && requestIdShape.test(value) ? value : null;
}

/** Whether some proxy says that it passed the request on. */
export function wasForwarded(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some(
    (name) =>
      name === 'forwarded' ||
      name === 'via' ||
      name === 'x-real-ip' ||
      name.startsWith('x-forwarded-'),
  );
}
