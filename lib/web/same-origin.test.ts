import { describe, expect, test } from 'vitest';
import { requireOwnPage } from './same-origin';

const appUrl = 'http://console.example.com:3000';
const answer = (headers: Record<string, string>) => () =>
  requireOwnPage(new Request(`${appUrl}/orgs/acme/audit-log/exports/file`, { headers }), appUrl);

describe('a download', () => {
  test.each<Record<string, string>>([
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { referer: `${appUrl}/orgs/acme/audit-log` },
  ])('is answered to our own pages and typed addresses: %o', (headers) => {
    expect(answer(headers)).not.toThrow();
  });

  test.each<Record<string, string>>([
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', referer: `${appUrl}/` },
    { referer: 'http://evil.example/' },
    { referer: 'http://console.example.com:3001/' },
    { referer: 'not an address' },
  ])('is refused to anybody else: %o', (headers) => {
    expect(answer(headers)).toThrow('another site');
  });
});
