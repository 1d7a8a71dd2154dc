import { cookies } from 'next/headers';
import { cookieAttributes, cookieNameOf, type CookieChange, type CookieName } from './cookie-names';
import { webDeps } from './deps';

/** A cookie of ours as the browser knows it. */
export function fullCookieName(name: CookieName): string {
  return cookieNameOf(webDeps().config, name);
}

export async function readCookie(name: CookieName): Promise<string | null> {
  return (await cookies()).get(fullCookieName(name))?.value ?? null;
}

/** Only from a Server Action or a route: Next refuses cookies set while a page renders. */
export async function setCookie(name: CookieName, value: string): Promise<void> {
  await changeCookie({ name, value });
}

export async function clearCookie(name: CookieName): Promise<void> {
  await changeCookie({ name, value: null });
}

export async function changeCookie(change: CookieChange): Promise<void> {
  const { config } = webDeps();
  const name = cookieNameOf(config, change.name);
  (await cookies()).set(name, change.value ?? '', cookieAttributes(config, change));
}
