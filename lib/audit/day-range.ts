import { TZDate } from '@date-fns/tz';

const dayPattern = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * The instant at which a day (`2027-01-31`) begins in a time zone, or ends: midnight of the next, whatever daylight
 * saving does. Undefined for a text that is no day.
 */
export function edgeOfDay(
  day: string | undefined,
  edge: 'start' | 'end',
  timeZone: string,
): Date | undefined {
  const match = dayPattern.exec(day ?? '');
  if (match === null) return undefined;
  const [year = 0, month = 1, date = 1] = match.slice(1).map(Number);
  // Within what the database takes, whatever the zone adds.
  if (year < 2 || year > 9998) return undefined;
  const at = new TZDate(year, month - 1, edge === 'end' ? date + 1 : date, timeZone).getTime();
  return Number.isNaN(at) ? undefined : new Date(at);
}
