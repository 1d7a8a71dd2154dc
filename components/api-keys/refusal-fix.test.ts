import { expect, test } from 'vitest';
import { fixOf } from './refusal-fix';

test.each([
  ['ip-missing', 'active', 'edit-limits'],
  ['ip-outside-ranges', 'active', 'edit-limits'],
  ['service-outside-list', 'disabled', 'edit-limits'],
  ['model-outside-list', 'active', 'edit-limits'],
  ['service-unknown', 'active', null],
  ['group-mismatch', 'active', null],
  ['disabled', 'disabled', 'enable'],
  ['disabled', 'active', null],
  ['suspended', 'suspended', null],
] as const)('a refusal for %s is mended on a key that is %s by %s', (reason, state, fix) => {
  expect(fixOf(reason, state)).toBe(fix);
});
