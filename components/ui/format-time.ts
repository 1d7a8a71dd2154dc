/**
 * Times in words, the same on the server and in the browser: fixed locale, given zone, given now.
 * Months and days are put together by us, since ICU's patterns change between versions.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds between two readings of a page's clock. What was done since the last is ahead of it. */
export const clockStep = 30 * SECOND;

/** Up to a week in words, after that the date; the year only where it is another one. */
export function formatRelativeTime(at: Date, now: Date, timeZone: string): string {
  const distance = at.getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size < 45 * SECOND) return distance > clockStep ? 'in a moment' : 'just now';
  if (size >= 7 * DAY) return formatDate(at, timeZone, now);
  const [count, unit] =
    size < HOUR - 30 * SECOND
      ? [Math.max(1, Math.round(size / MINUTE)), 'minute']
      : size < DAY - 30 * MINUTE
        ? [Math.max(1, Math.round(size / HOUR)), 'hour']
        : [Math.max(1, Math.round(size / DAY)), 'day'];
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return distance > 0 ? `in ${words}` : `${words} ago`;
}

/** "21 Nov 2026"; without the year where it is `now`'s own. */
export function formatDate(at: Date, timeZone: string, now?: Date): string {
  const { day, month, year } = partsOf(at, timeZone);
  return now && partsOf(now, timeZone).year === year
    ? `${day} ${month}`
    : `${day} ${month} ${year}`;
}

/** For logs, where the minute matters: in words up to a day, then "21 Nov, 11:48". */
export function formatLogTime(at: Date, now: Date, timeZone: string): string {
  if (Math.abs(at.getTime() - now.getTime()) < DAY) return formatRelativeTime(at, now, timeZone);
  const { hour, minute } = partsOf(at, timeZone);
  return `${formatDate(at, timeZone, now)}, ${hour}:${minute}`;
}

/** "21 Nov 2026, 11:48:11 Europe/Berlin". */
export function formatAbsoluteTime(at: Date, timeZone: string): string {
  const { day, month, year, hour, minute, second } = partsOf(at, timeZone);
  return `${day} ${month} ${year}, ${hour}:${minute}:${second} ${timeZone}`;
}

type Parts = Record<'day' | 'month' | 'year' | 'hour' | 'minute' | 'second', string>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const formatters = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: Date, timeZone: string): Parts {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  const found = Object.fromEntries(
    formatter.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  return {
    day: String(Number(found.day)),
    month: MONTHS[Number(found.month) - 1] ?? '',
    year: found.year ?? '',
    hour: found.hour ?? '',
    minute: found.minute ?? '',
    second: found.second ?? '',
  };
}
