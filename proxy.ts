import { NextResponse } from 'next/server';
import type { NextRequest } from 'next/server';
import { pageAddressHeader, pageAddressOf } from '@/lib/web/page-address';
import { pageSecurityHeaders } from '@/lib/web/security-headers';

/**
 * Gives each page its nonce and headers, and decides nothing: who may see what is settled in the
 * use cases, since a proxy can be walked around.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = createNonce();
  const headers = pageSecurityHeaders({
    nonce,
    pathname: request.nextUrl.pathname,
    https: isHttps,
    development: isDevelopment,
  });

  const forwarded = new Headers(request.headers);
  forwarded.set('x-nonce', nonce);
  forwarded.set(pageAddressHeader, pageAddressOf(request.nextUrl));
  // Next reads the nonce for its own scripts from the policy in the request.
  forwarded.set('Content-Security-Policy', headers['Content-Security-Policy'] ?? '');

  const response = NextResponse.next({ request: { headers: forwarded } });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

// The proxy is bundled by itself, before anything of ours is wired: lib/platform/env.ts, which
// validates everything, stays out of it. Start has refused a wrong APP_URL long before this runs.
/* eslint-disable no-restricted-syntax */
const isHttps = process.env.APP_URL?.startsWith('https:') ?? false;
const isDevelopment = process.env.NODE_ENV === 'development';
/* eslint-enable no-restricted-syntax */

function createNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
}

export const config = {
  // Everything but API routes (they set their own) and files.
  matcher: [
    '/((?!api/|_next/static/|_next/image|\\.well-known/|icon\\.svg$|mark\\.svg$|favicon\\.ico$|robots\\.txt$).*)',
  ],
};
