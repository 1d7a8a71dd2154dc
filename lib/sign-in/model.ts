/** A person whose first proof (password, mailed link) has been accepted. */
export type ProvedPerson = { id: string; name: string; email: string };

export type SignInMethod = 'password';

/**
 * What every way in ends with. Anything that is still due (a second factor, an organization's policy) becomes a
 * further member of this union, with a cookie of its own that opens nothing else.
 */
export type SignInResult = {
  status: 'signed-in';
  /** For the session cookie. */
  sessionToken: string;
  /** For the device cookie. */
  deviceToken: string;
};

/** What the browser that signs in brought along. */
export type BrowserCookies = { sessionToken: string | null; deviceToken: string | null };

/**
 * Where to go after signing in: a path of this server and nothing else. Parsed as a browser would, so that `//evil`,
 * `/\evil`, tabs and user-info cannot lead elsewhere.
 * @param next what the address of the sign-in page says.
 * @param appUrl the address of this server, without a slash at the end.
 */
export function safeNextPath(next: unknown, appUrl: string): string {
  if (typeof next !== 'string' || next.length > 2048 || !next.startsWith('/')) return '/';
  const { origin } = new URL(appUrl);
  if (!URL.canParse(next, origin)) return '/';
  const target = new URL(next, origin);
  // Some readers fold `//` at the start only after decoding or removing dots: none is let through.
  if (target.origin !== origin || /^\/(?:[/\\]|%2f|%5c)/i.test(target.pathname)) return '/';
  return `${target.pathname}${target.search}${target.hash}`;
}
