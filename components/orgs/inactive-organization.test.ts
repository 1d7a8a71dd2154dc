import { expect, test } from 'vitest';
import { inactiveReason } from './inactive-organization';

test('says why no key is made in an organization that is stopped, and nothing in one that is active', () => {
  expect(inactiveReason('active')).toBeUndefined();
  expect(inactiveReason('suspended')).toBe(
    'This organization is suspended, so calls with any key are refused. Ask whoever runs this installation.',
  );
  expect(inactiveReason('deleting')).toMatch(/^This organization is being deleted, and nothing/);
});
