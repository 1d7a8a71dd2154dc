import { expect, it } from 'vitest';
import { isPlainLine } from './plain-line';

it.each(['Ada', 'Zoë-Łucja', '李', 'مریم', 'می\u200cخواهم', '👩\u200d💻', '❤️', '<b>=1+1', '…'])(
  'shows as it reads: %s',
  (text) => {
    expect(isPlainLine(text)).toBe(true);
  },
);

it.each([
  'a\nb',
  'a\u202eb',
  'a\u061cb',
  'Ad\u200ba',
  'Ad\u2060a',
  'Ad\u00ada',
  '\u3164',
  '\u115f',
  '\u200d',
  '\ud800',
])('does not: %j', (text) => {
  expect(isPlainLine(text)).toBe(false);
});
