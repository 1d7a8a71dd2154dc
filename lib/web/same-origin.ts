import { AppError } from '@/lib/kernel/errors';

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
  if (!own) {
    throw new AppError('cross-site', 'This request came from another site, so it was refused.');
  }
}
