import { describe, expect, test } from 'vitest';
import { pageAddressOf } from './page-address';

describe('the address to come back to after signing in', () => {
  test.each([
    ['a page', '/orgs/acme/api-keys/1', '', '/orgs/acme/api-keys/1'],
    [
      'a filtered list',
      '/orgs/acme/members',
      '?q=a%20b&role=admin',
      '/orgs/acme/members?q=a+b&role=admin',
    ],
    ['a click inside the console', '/orgs/acme', '?_rsc=1abc', '/orgs/acme'],
    ['a query without end', '/orgs/acme', `?q=${'x'.repeat(2000)}`, '/orgs/acme'],
  ])('%s', (_name, pathname, search, expected) => {
    expect(pageAddressOf({ pathname, search })).toBe(expected);
  });
});
