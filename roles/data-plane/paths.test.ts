import { describe, expect, it } from 'vitest';
import { isDevMailPath, loggedPath } from './paths';

describe('a path in the log', () => {
  it.each([
    ['/verify-email?token=secret', '/verify-email'],
    ['/invitations/abcDEF123', '/invitations/[redacted]'],
    ['//invitations//abcDEF123/accept', '//invitations//[redacted]/accept'],
    ['/orgs/sk-api-00000000000000000000000000000000000000000002zGGs4', '/orgs/sk-api-[redacted]'],
    ['/orgs/acme/api-keys', '/orgs/acme/api-keys'],
  ])('%s is %s', (target, logged) => {
    expect(loggedPath(target)).toBe(logged);
  });

  it('ends somewhere', () => {
    expect(loggedPath('/'.padEnd(10_000, 'a')).length).toBe(200);
  });
});

describe('the kept mails', () => {
  it.each([
    '/dev/mail',
    '/dev/mail/1?x',
    '/dev%2Fmail',
    '//dev//mail',
    '/dev/./mail',
    '/DEV/Mail',
    '/dev%252fmail',
    '/_next/data/x/dev/mail.json',
    '/dev\\mail',
    '/dev/mail.rsc',
    '/dev/x/../mail',
    '/dev/x/%2e%2e/mail/1',
    '/dev/x/%252E./mail',
    '/x/..//dev/./y/../mail?q',
    '/dev/%ff/../mail',
  ])('are guarded under %s', (target) => {
    expect(isDevMailPath(target)).toBe(true);
  });
  it.each(['/', '/devmail', '/sign-in?next=/dev/mail', '/%'])('are not at %s', (target) => {
    expect(isDevMailPath(target)).toBe(false);
  });
});
