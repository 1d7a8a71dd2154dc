import { expect, test } from 'vitest';
import { isCurrent } from './nav';

test.each([
  ['/orgs/a/api-keys', { href: '/orgs/a/api-keys' }, true],
  ['/orgs/a/api-keys/k1', { href: '/orgs/a/api-keys' }, true],
  ['/orgs/a/api-keys-old', { href: '/orgs/a/api-keys' }, false],
  ['/orgs/a/api-keys', { href: '/orgs/a', exact: true }, false],
  ['/orgs/a', { href: '/orgs/a', exact: true }, true],
])('at %s, the link %j is current: %s', (pathname, item, expected) => {
  expect(isCurrent(pathname, item)).toBe(expected);
});
