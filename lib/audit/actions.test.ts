import { describe, expect, test } from 'vitest';
import { permissions } from '@/lib/authz/permissions';
import { eventTitle, permissionWords } from './actions';

describe('the title of an event', () => {
  test('says in words what was refused', () => {
    expect(eventTitle({ action: 'access.denied', targetLabel: 'api-key.update' })).toBe(
      'Was refused: change an API key',
    );
  });

  test.each(['api-key.juggle', 'constructor'])(
    'names a permission that the table does not know: %s',
    (targetLabel) => {
      expect(eventTitle({ action: 'access.denied', targetLabel })).toBe(
        `Was refused: ${targetLabel}`,
      );
    },
  );

  test('leaves the target of every other act to its own column', () => {
    expect(eventTitle({ action: 'api-key.created', targetLabel: 'api-key.update' })).toBe(
      'Created an API key',
    );
  });

  test('has different words for each permission', () => {
    const words = new Set(Object.values(permissionWords));
    expect(words.size).toBe(Object.keys(permissions).length);
  });
});
