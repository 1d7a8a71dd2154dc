import { expect, test } from 'vitest';
import { isTimeZone } from './time-zone';

test.each(['UTC', 'Europe/Berlin', 'Asia/Calcutta', 'Asia/Kolkata', 'Europe/Kyiv'])(
  '%s is a zone',
  (name) => {
    expect(isTimeZone(name)).toBe(true);
  },
);

test.each(['', '+02:00', 'Mars/Olympus', 'Europe/Berlin\0', '../etc/passwd', 'x'.repeat(100)])(
  '%j is none',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);
