import type { SsoEnd } from '@/lib/sso-sign-in/finish-sso';

/** The page that says how a way to an identity provider ended. Its words are in components/sso/sso-notice.tsx. */
export function ssoAddress(end: Exclude<SsoEnd, { status: 'entered' }>): string {
  if (end.status === 'proved') return withNotice(end.returnTo, 'sso-proved');
  if (end.purpose === 'step-up') return withNotice(end.returnTo, `sso-${end.reason}`);
  const next: Record<string, string> = end.returnTo === '/' ? {} : { next: end.returnTo };
  return withNotice('/sign-in', `sso-${end.reason}`, next);
}

function withNotice(path: string, notice: string, more: Record<string, string> = {}): string {
  // The origin serves to take the path apart and no other purpose: it is a path of ours.
  const address = new URL(path, 'http://gatehouse');
  address.searchParams.set('notice', notice);
  for (const [name, value] of Object.entries(more)) address.searchParams.set(name, value);
  return `${address.pathname}${address.search}`;
}
