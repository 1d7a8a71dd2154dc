import { describe, expect, test } from 'vitest';
import { formatAbsoluteTime, formatDate, formatLogTime, formatRelativeTime } from './format-time';

const now = new Date('2026-11-21T12:00:00Z');
const at = (text: string) => new Date(text);

describe('a time relative to now', () => {
  test.each([
    ['2026-11-21T11:59:40Z', 'just now'],
    ['2026-11-21T12:00:30Z', 'just now'],
    ['2026-11-21T12:00:31Z', 'in a moment'],
    ['2026-11-21T11:59:00Z', '1 minute ago'],
    ['2026-11-21T11:01:00Z', '59 minutes ago'],
    ['2026-11-21T11:00:00Z', '1 hour ago'],
    ['2026-11-20T13:00:00Z', '23 hours ago'],
    ['2026-11-20T12:00:00Z', '1 day ago'],
    ['2026-11-15T12:00:00Z', '6 days ago'],
    ['2026-11-14T12:00:00Z', '14 Nov'],
    ['2025-11-14T12:00:00Z', '14 Nov 2025'],
    ['2026-11-24T12:00:00Z', 'in 3 days'],
    ['2027-02-01T12:00:00Z', '1 Feb 2027'],
  ])('%s is %j', (time, expected) => {
    expect(formatRelativeTime(at(time), now, 'UTC')).toBe(expected);
  });
});

describe('a time in a log', () => {
  test.each([
    ['2026-11-20T13:00:00Z', '23 hours ago'],
    ['2026-11-20T12:00:00Z', '20 Nov, 13:00'],
    ['2025-11-14T12:05:00Z', '14 Nov 2025, 13:05'],
  ])('%s is %j', (time, expected) => {
    expect(formatLogTime(at(time), now, 'Europe/Berlin')).toBe(expected);
  });
});

describe('a time as such', () => {
  test('is in the given zone, which it names', () => {
    expect(formatAbsoluteTime(at('2026-11-21T23:30:05Z'), 'Europe/Berlin')).toBe(
      '22 Nov 2026, 00:30:05 Europe/Berlin',
    );
  });

  test('follows daylight saving time of its own day', () => {
    expect(formatAbsoluteTime(at('2026-07-01T10:00:00Z'), 'America/New_York')).toBe(
      '1 Jul 2026, 06:00:00 America/New_York',
    );
  });

  test('a date is the day in the given zone', () => {
    expect(formatDate(at('2026-11-21T23:30:00Z'), 'Asia/Tokyo')).toBe('22 Nov 2026');
  });
});
