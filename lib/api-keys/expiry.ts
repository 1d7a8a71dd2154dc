import { TZDate } from '@date-fns/tz';
import { addDays, addYears } from 'date-fns';
import { latestEnd } from '@/lib/policy/key-lifetime';
import { maxExpiryYears, type ExpiryChoice } from './model';

/** The instant at which a day (`2027-01-31`) ends in a time zone: midnight of the next, whatever daylight saving does. */
function endOfDay(day: string, timeZone: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(new TZDate(year, month - 1, date + 1, timeZone).getTime());
}

export type ExpiryDecision =
  | { ok: true; expiresAt: Date | null }
  | { ok: false; field: 'expiry' | 'expiresAt'; problem: string };

type ExpiryRules = {
  timeZone: string;
  /** The organization's own maximum; null where it has none. */
  maxDays: number | null;
  now: Date;
};

/** When a key ends, from what was chosen; null for never. */
export function decideExpiry(
  choice: ExpiryChoice,
  date: string | undefined,
  rules: ExpiryRules,
): ExpiryDecision {
  const decision = expiryOf(choice, date, rules);
  const { maxDays, now } = rules;
  if (!decision.ok || maxDays === null) return decision;
  const { expiresAt } = decision;
  if (expiresAt !== null && expiresAt <= latestEnd(now, maxDays)) return decision;
  const days = `${maxDays} ${maxDays === 1 ? 'day' : 'days'}`;
  return {
    ok: false,
    field: choice === 'date' ? 'expiresAt' : 'expiry',
    problem: `No key of this organization may work for longer than ${days}. Choose an earlier end.`,
  };
}

function expiryOf(
  choice: ExpiryChoice,
  date: string | undefined,
  { timeZone, now }: ExpiryRules,
): ExpiryDecision {
  const wrongDate = (problem: string) => ({ ok: false, field: 'expiresAt', problem }) as const;
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
      if (date === undefined) return wrongDate('Enter the date on which the key expires.');
      const expiresAt = date.includes('T') ? new Date(date) : endOfDay(date, timeZone);
      if (expiresAt <= now) return wrongDate('Enter a date in the future.');
      if (expiresAt > addYears(now, maxExpiryYears)) {
        return wrongDate(`Enter a date within ${maxExpiryYears} years, or choose never.`);
      }
      return { ok: true, expiresAt };
    }
  }
}
