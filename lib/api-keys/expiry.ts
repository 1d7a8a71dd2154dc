import { TZDate } from '@date-fns/tz';
import { addDays, addYears } from 'date-fns';
import { maxExpiryYears, type ExpiryChoice } from './model';

/** The instant at which a day (`2027-01-31`) ends in a time zone: midnight of the next, whatever daylight saving does. */
function endOfDay(day: string, timeZone: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(new TZDate(year, month - 1, date + 1, timeZone).getTime());
}

export type ExpiryDecision = { ok: true; expiresAt: Date | null } | { ok: false; problem: string };

/** When a key ends, from what was chosen; null for never. */
export function decideExpiry(
  choice: ExpiryChoice,
  date: string | undefined,
  timeZone: string,
  now: Date,
): ExpiryDecision {
  switch (choice) {
    case '30-days':
      return { ok: true, expiresAt: addDays(now, 30) };
    case '90-days':
      return { ok: true, expiresAt: addDays(now, 90) };
    case '1-year':
      return { ok: true, expiresAt: addYears(now, 1) };
    case 'never':
      return { ok: true, expiresAt: null };
    case 'date': {
      if (date === undefined)
        return { ok: false, problem: 'Enter the date on which the key expires.' };
      const expiresAt = date.includes('T') ? new Date(date) : endOfDay(date, timeZone);
      if (expiresAt <= now) return { ok: false, problem: 'Enter a date in the future.' };
      if (expiresAt > addYears(now, maxExpiryYears)) {
        return {
          ok: false,
          problem: `Enter a date within ${maxExpiryYears} years, or choose never.`,
        };
      }
      return { ok: true, expiresAt };
    }
  }
}
