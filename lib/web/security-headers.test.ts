import { describe, expect, test } from 'vitest';
import {
  apiSecurityHeaders,
  baseSecurityHeaders,
  contentSecurityPolicy,
  decideReferrerPolicy,
  pageSecurityHeaders,
} from './security-headers';

const page = { nonce: 'abc', pathname: '/sign-in', https: true, development: false };

function directives(policy: string): Map<string, string> {
  return new Map(
    policy.split('; ').map((part) => {
      const [name, ...values] = part.split(' ');
      return [name!, values.join(' ')];
    }),
  );
}

describe('the content security policy of a page', () => {
  const policy = directives(contentSecurityPolicy(page));

  test('runs only scripts that carry this request’s nonce', () => {
    expect(policy.get('script-src')).toBe("'self' 'nonce-abc' 'strict-dynamic'");
  });

  test('takes style elements from us or with the nonce, and style attributes', () => {
    expect(policy.get('style-src-elem')).toBe("'self' 'nonce-abc'");
    expect(policy.get('style-src-attr')).toBe("'unsafe-inline'");
  });

  test('cannot be framed, rebased, embed plugins or post elsewhere', () => {
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(policy.get('base-uri')).toBe("'none'");
    expect(policy.get('object-src')).toBe("'none'");
    expect(policy.get('form-action')).toBe("'self'");
  });

  test('allows eval and inline style elements in development only', () => {
    expect(contentSecurityPolicy(page)).not.toContain('unsafe-eval');
    expect(contentSecurityPolicy(page).match(/unsafe-inline/g)).toHaveLength(1);
    expect(contentSecurityPolicy({ ...page, development: true })).toContain("'unsafe-eval'");
  });

  test('upgrades plain http only where the console itself is https', () => {
    expect(policy.has('upgrade-insecure-requests')).toBe(true);
    expect(contentSecurityPolicy({ ...page, https: false })).not.toContain('upgrade-insecure');
  });
});

describe('the other headers', () => {
  test('HSTS is promised for two years with subdomains over https, and never over http', () => {
    expect(pageSecurityHeaders(page)['Strict-Transport-Security']).toBe(
      'max-age=63072000; includeSubDomains',
    );
    for (const headers of [
      pageSecurityHeaders({ ...page, https: false }),
      apiSecurityHeaders({ https: false }),
      baseSecurityHeaders(),
    ]) {
      expect(headers).not.toHaveProperty('Strict-Transport-Security');
    }
  });

  test('every kind of response refuses sniffing and other windows', () => {
    const kinds = [
      baseSecurityHeaders(),
      apiSecurityHeaders({ https: true }),
      pageSecurityHeaders(page),
    ];
    for (const headers of kinds) {
      expect(headers).toMatchObject({
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
      });
    }
  });

  test('what a browser may show is framed nowhere and gets no devices', () => {
    for (const headers of [baseSecurityHeaders(), pageSecurityHeaders(page)]) {
      expect(headers['X-Frame-Options']).toBe('DENY');
      expect(headers['Permissions-Policy']).toContain('camera=()');
    }
  });

  test('pages and API answers are kept by no cache', () => {
    expect(pageSecurityHeaders(page)['Cache-Control']).toBe('no-store');
    expect(apiSecurityHeaders({ https: true })['Cache-Control']).toBe('no-store');
  });

  test('an API answer may load and run nothing', () => {
    const policy = directives(apiSecurityHeaders({ https: true })['Content-Security-Policy']!);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
  });

  test.each([
    '/verify-email',
    '/confirm-email',
    '/undo-email-change',
    '/reset-password',
    '/not-me',
    '/invitations/abc',
    '/sign-in/sso',
    '/dev/mail/1',
  ])('a page with a token in its address sends no referrer: %s', (pathname) => {
    expect(decideReferrerPolicy(pathname)).toBe('no-referrer');
  });

  test.each(['/', '/sign-in', '/orgs/acme/api-keys', '/verify-emails'])(
    'other pages tell only their origin to others: %s',
    (pathname) => {
      expect(decideReferrerPolicy(pathname)).toBe('strict-origin-when-cross-origin');
    },
  );
});
