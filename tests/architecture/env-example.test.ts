import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { envSchema, loadEnv } from '@/lib/platform/env';

/** Set by Gatehouse for its own processes, or by Node's world: not for operators. */
const internal = new Set(['NODE_ENV', 'GATEHOUSE_WEB_SOCKET']);

const example = readFileSync('.env.example', 'utf8');
const named = [...example.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);

test('.env.example names every variable of the schema, once, and no other', () => {
  const expected = Object.keys(envSchema.shape).filter((name) => !internal.has(name));
  expect([...named].sort()).toEqual(expected.sort());
});

test('the examples that .env.example gives are accepted', () => {
  const values: Record<string, string> = Object.fromEntries(
    [...example.matchAll(/^# ([A-Z][A-Z_]+)=(.+)$/gm)].map((match) => [
      String(match[1]),
      String(match[2]),
    ]),
  );
  const secrets = { APP_SECRET: 'x'.repeat(32), GATEWAY_TOKENS: 'y'.repeat(32) };
  expect(() => loadEnv({ ...values, ...secrets })).not.toThrow();
});
