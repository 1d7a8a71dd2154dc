import { expect, test } from 'vitest';
import { loadEnv } from './env';
import { oauthSettings } from './oauth-settings';

const settings = (source: Record<string, string>) =>
  oauthSettings({ ...loadEnv(source), APP_SECRET: 's'.repeat(32) });
const google = { GOOGLE_CLIENT_ID: 'g', GOOGLE_CLIENT_SECRET: 'gs' };
const github = { GITHUB_CLIENT_ID: 'h', GITHUB_CLIENT_SECRET: 'hs' };

test('nobody is asked who was not set up', () => {
  expect(settings({})).toMatchObject({ google: null, github: null });
  expect(settings({ GOOGLE_ISSUER: 'https://id.example.com' }).google).toBeNull();
  expect(settings({ GITHUB_URL: 'https://github.example.com' }).github).toBeNull();
});

test('Google and github.com stand where no other address does', () => {
  expect(settings({ ...google, ...github })).toMatchObject({
    google: { clientId: 'g', clientSecret: 'gs', issuer: 'https://accounts.google.com' },
    github: { url: 'https://github.com', apiUrl: 'https://api.github.com' },
  });
});

test('an issuer keeps its spelling, since the provider compares it', () => {
  const GOOGLE_ISSUER = 'https://tenant.example.com/';
  expect(settings({ ...google, GOOGLE_ISSUER }).google?.issuer).toBe(GOOGLE_ISSUER);
});

test('a GitHub Enterprise Server answers under its own address, unless another is named', () => {
  const GITHUB_URL = 'https://github.example.com/';
  expect(settings({ ...github, GITHUB_URL }).github).toMatchObject({
    url: 'https://github.example.com',
    apiUrl: 'https://github.example.com/api/v3',
  });
  const GITHUB_API_URL = 'https://api.github.example.com/';
  expect(settings({ ...github, GITHUB_URL, GITHUB_API_URL }).github?.apiUrl).toBe(
    'https://api.github.example.com',
  );
});

test('handshakes are encrypted with a key of their own, the same at each start', () => {
  const one = settings({}).cookieSecret;
  expect(one).toBe(settings({}).cookieSecret);
  expect(one).not.toContain('s'.repeat(8));
  expect(Buffer.from(one, 'base64url')).toHaveLength(32);
});
