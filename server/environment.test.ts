import { afterEach, expect, it, vi } from 'vitest';
import { loadEnv, requireServingEnv } from '@/lib/platform/env';
import { roleEnvironment } from './environment';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('gives the roles every secret that opens something, and never the owner’s address', () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://owner:password@localhost/x');
  const previous = ['p'.repeat(32), 'q'.repeat(32)];
  const env = requireServingEnv(
    loadEnv({
      DATABASE_APP_URL: 'postgresql://app@localhost/x',
      DATABASE_SYSTEM_URL: 'postgresql://system@localhost/x',
      APP_SECRET: 's'.repeat(32),
      APP_SECRET_PREVIOUS: previous.join(','),
      GATEWAY_TOKENS: 't'.repeat(32),
    }),
  );
  const given = roleEnvironment(env, '/run/web.sock');
  expect(given).not.toHaveProperty('DATABASE_URL');
  const read = loadEnv(given);
  expect(read.APP_SECRET).toBe(env.APP_SECRET);
  expect(read.APP_SECRET_PREVIOUS).toEqual(previous);
});

it('gives none where there is none', () => {
  const env = requireServingEnv(
    loadEnv({
      DATABASE_APP_URL: 'postgresql://app@localhost/x',
      DATABASE_SYSTEM_URL: 'postgresql://system@localhost/x',
      APP_SECRET: 's'.repeat(32),
      GATEWAY_TOKENS: 't'.repeat(32),
    }),
  );
  expect(loadEnv(roleEnvironment(env, '/run/web.sock')).APP_SECRET_PREVIOUS).toEqual([]);
});
