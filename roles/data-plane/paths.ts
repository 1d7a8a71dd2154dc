import { redactText } from '@/lib/platform/log';

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** Paths whose last part is a token that signs somebody in. */
const tokenPath = /^(\/+invitations\/+)[^/]+/i;

/** A path as it may stand in the log: no query, no token, no key, not endless. */
export function loggedPath(target: string): string {
  return redactText(pathOf(target).slice(0, 200)).replace(tokenPath, '$1[redacted]');
}

/**
 * Whether a path could lead to the page of kept mails, in any spelling that some router might undo: escapes, doubled
 * slashes, dots, upper case. Too wide costs nothing.
 */
export function isDevMailPath(target: string): boolean {
  let path = pathOf(target);
  for (let round = 0; round < 3; round += 1) {
    if (namesDevMail(path)) return true;
    try {
      path = decodeURIComponent(path);
    } catch {
      break;
    }
  }
  return namesDevMail(path);
}

/** As written, and as Next reads it: `/dev/x/../mail` is `/dev/mail`. */
function namesDevMail(path: string): boolean {
  const plain = path.toLowerCase().replace(/[\\/]+(\.?[\\/]+)*/g, '/');
  const base = 'http://gatehouse';
  const resolved = URL.canParse(plain, base) ? new URL(plain, base).pathname : plain;
  return plain.includes('/dev/mail') || resolved.includes('/dev/mail');
}
