/**
 * Every response's security headers, pure: the proxy uses them for pages, the data plane for its
 * own routes. This file imports nothing, least of all next.
 */

const TWO_YEARS_IN_SECONDS = 63_072_000;

/** Pages whose address holds a token that nothing outside may see. */
const TOKEN_PAGES =
  /^\/(?:verify-email|confirm-email|undo-email-change|reset-password|not-me|invitations|sign-in\/sso|dev\/mail)(?:\/|$)/;

const PERMISSIONS_POLICY = [
  'accelerometer=()',
  'autoplay=()',
  'browsing-topics=()',
  'camera=()',
  'display-capture=()',
  'geolocation=()',
  'gyroscope=()',
  'magnetometer=()',
  'microphone=()',
  'midi=()',
  'payment=()',
  'usb=()',
].join(', ');

export type ReferrerPolicy = 'no-referrer' | 'strict-origin-when-cross-origin';

export function decideReferrerPolicy(pathname: string): ReferrerPolicy {
  return TOKEN_PAGES.test(pathname) ? 'no-referrer' : 'strict-origin-when-cross-origin';
}

type HeadersInput = { https?: boolean; referrerPolicy?: ReferrerPolicy };

/** What every response carries, whatever it is: a page, JSON, a file. */
function commonSecurityHeaders(input: HeadersInput): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': input.referrerPolicy ?? 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    // Browsers ignore it over http, and a copy that is served by both must not promise https.
    ...(input.https && {
      'Strict-Transport-Security': `max-age=${TWO_YEARS_IN_SECONDS}; includeSubDomains`,
    }),
  };
}

/** What whatever a browser may show carries besides. */
export function baseSecurityHeaders(input: HeadersInput = {}): Record<string, string> {
  return {
    ...commonSecurityHeaders(input),
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS_POLICY,
  };
}

/**
 * For the JSON of machines: nothing in it may run or be framed, and no cache keeps it. Node checks each header of each
 * answer, so there are none that say nothing here.
 */
export function apiSecurityHeaders(input: { https: boolean }): Record<string, string> {
  return {
    ...commonSecurityHeaders(input),
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  };
}

/** For pages: the policy with this request's nonce, and no cache keeps what a person saw. */
export function pageSecurityHeaders(input: {
  nonce: string;
  pathname: string;
  https: boolean;
  development: boolean;
}): Record<string, string> {
  return {
    ...baseSecurityHeaders({
      https: input.https,
      referrerPolicy: decideReferrerPolicy(input.pathname),
    }),
    'Content-Security-Policy': contentSecurityPolicy(input),
    'Cache-Control': 'no-store',
  };
}

/**
 * Scripts run only with the nonce (CSP 3, `strict-dynamic`). Style attributes stay allowed, since
 * positioned popups need them; style elements are not.
 */
export function contentSecurityPolicy(input: {
  nonce: string;
  https: boolean;
  development: boolean;
}): string {
  const nonce = `'nonce-${input.nonce}'`;
  // React's development build rebuilds server stacks with eval; the production build never does.
  const evaluation = input.development ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' ${nonce} 'strict-dynamic'${evaluation}`,
    // Next's development overlay brings style elements without a nonce.
    `style-src-elem 'self' ${input.development ? "'unsafe-inline'" : nonce}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(input.https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}
