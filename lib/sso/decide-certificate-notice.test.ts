import { expect, test } from 'vitest';
import { decideCertificateNotice } from './decide-certificate-notice';

const end = new Date('2026-12-31T12:00:00Z');
const before = (days: number, seconds = 0) =>
  new Date(end.getTime() - days * 86_400_000 + seconds * 1000);

test.each([
  [30, null, 30],
  [14, 30, 14],
  [7, 14, 7],
  [1, 7, 1],
] as const)('the notice of %s days is due from that moment on', (days, earlier, due) => {
  expect(decideCertificateNotice(end, before(days, -1))).toBe(earlier);
  expect(decideCertificateNotice(end, before(days))).toBe(due);
  expect(decideCertificateNotice(end, before(days, 1))).toBe(due);
});

test('the last one stays due after the end, for whoever was told nothing before', () => {
  expect(decideCertificateNotice(end, before(0))).toBe(1);
  expect(decideCertificateNotice(end, before(-100))).toBe(1);
});

test('long before there is none', () => {
  expect(decideCertificateNotice(end, before(31))).toBeNull();
});
