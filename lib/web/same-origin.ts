import { AppError } from '@/lib/kernel/errors';

/**
 * A POST must say that it comes from a page of ours. Next compares Origin with Host only where a browser sent one; every
 * browser sends it with a POST, so a request without it is none, and one of another site must not act for the person
 * (RFC 6454).
 */
export function requireSameOrigin(
  headers: { get(name: string): string | null },
  appUrl: string,
): void {
  const site = headers.get('sec-fetch-site');
  if (
    headers.get('origin') !== new URL(appUrl).origin ||
    (site !== null && site !== 'same-origin')
  ) {
    throw fromAnotherSite();
  }
}

const fromAnotherSite = () =>
  new AppError('cross-site', 'This request came from another site, so it was refused.');

/**
 * A GET that leaves a trace (an export is an event of the audit log) is answered to our own pages and to typed
 * addresses only. Where the browser does not say (Sec-Fetch-Site is left out on plain http), the referrer must be ours;
 * our policy for it sends at least the origin to ourselves.
 */
export function requireOwnPage(request: Request, appUrl: string): void {
  const site = request.headers.get('sec-fetch-site');
  const referrer = request.headers.get('referer');
  const own =
    site === null
      ? referrer !== null &&
        URL.canParse(referrer) &&
        new URL(referrer).origin === new URL(appUrl).origin
      : site === 'same-origin' || site === 'none';
  if (!own) throw fromAnotherSite();
}
