import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAttemptLimits, type Limit, type LimitResult } from '@/lib/platform/limits';
import { createLogger } from '@/lib/platform/log';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { freePort } from '@/tests/support/gatehouse';
import { hasProgram, startRedis, type TestRedis } from '@/tests/support/peers';

const ofNetwork: Limit = { name: 'shared-net', points: 10, windowSeconds: 60, of: 'network' };
const ofAccount: Limit = { name: 'shared-acct', points: 10, windowSeconds: 60 };

let database: TestDatabase;
let redis: TestRedis;
let folder: string;
const processes: ChildProcess[] = [];

const answerOf = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`the process ended with ${String(code)}`)));
  });
/** Both take 20 at the same moment. */
async function takeInBoth(limit: Limit, key: string): Promise<LimitResult[]> {
  const answers = processes.map((child) => answerOf<LimitResult[]>(child));
  for (const child of processes) child.send({ limit, key, times: 20 });
  return (await Promise.all(answers)).flat();
}
/** Their connections to Redis open by themselves. */
const reachesRedis = (child: ChildProcess, key: string) =>
  vi.waitFor(async () => {
    const answer = answerOf(child);
    child.send({ limit: ofNetwork, key, times: 1 });
    await answer;
    expect((await redis.keys()).join()).toContain(key);
  }, 10_000);
const allowed = (results: LimitResult[]) => results.filter((result) => result.allowed).length;

describe.skipIf(!hasProgram('redis-server'))('counts of two processes, with a Redis', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await startRedis(await freePort());
    folder = mkdtempSync(path.join(process.cwd(), 'node_modules', '.cache', 'gatehouse-limits-'));
    const outfile = path.join(folder, 'process.mjs');
    await build({
      entryPoints: [path.join(import.meta.dirname, 'shared-limits-process.ts')],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      alias: { '@': process.cwd() },
      outfile,
    });
    const settings = JSON.stringify({ systemUrl: database.systemUrl, redisUrl: redis.url });
    for (let count = 0; count < 2; count += 1) processes.push(fork(outfile, [settings]));
    await Promise.all(processes.map((child) => answerOf(child)));
    await Promise.all(processes.map((child, index) => reachesRedis(child, `warm-up-${index}`)));
  });
  afterAll(async () => {
    for (const child of processes) child.kill('SIGKILL');
    await redis.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('are one count: of 40 at once ten are let through, and the others hear how long to wait', async () => {
    const results = await takeInBoth(ofNetwork, 'office');
    expect(allowed(results)).toBe(10);
    for (const result of results.filter((each) => !each.allowed)) {
      expect(result).toEqual({ allowed: false, retryAfterSeconds: expect.any(Number) as number });
      const { retryAfterSeconds } = result as { retryAfterSeconds: number };
      expect(retryAfterSeconds).toBeGreaterThan(0);
      expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    }
    expect(await redis.keys()).toContain('gatehouse:shared:shared-net:office');
  });

  test('of what guards an account are in Postgres, whatever becomes of Redis', async () => {
    expect(allowed(await takeInBoth(ofAccount, 'ada'))).toBe(10);
    expect((await redis.keys()).join()).not.toContain('shared-acct');
    await redis.kill();
    expect(allowed(await takeInBoth(ofAccount, 'ada'))).toBe(0);
    await redis.restart();
    expect(allowed(await takeInBoth(ofAccount, 'ada'))).toBe(0);
  });

  test('go on in Postgres while Redis is lost, as one count, and come back to Redis', async () => {
    await redis.kill();
    const results = await takeInBoth(ofNetwork, 'lost');
    expect(allowed(results)).toBe(10);
    expect(allowed(await takeInBoth(ofNetwork, 'lost'))).toBe(0);
    await redis.restart();
    await Promise.all(processes.map((child, index) => reachesRedis(child, `found-${index}`)));
  });
});

test('a Redis that was never there is told of once, and holds nobody up', async () => {
  const own = await createTestDatabase();
  const lines: string[] = [];
  const limits = createAttemptLimits({
    systemUrl: own.systemUrl,
    redisUrl: `redis://:a-password-of-redis@127.0.0.1:${await freePort()}`,
    instanceId: 'alone',
    log: createLogger({
      role: 'test',
      level: 'debug',
      destination: { write: (line) => void lines.push(line) },
    }),
  });
  const results: LimitResult[] = [];
  for (let count = 0; count < 15; count += 1) results.push(await limits.consume(ofNetwork, 'x'));
  expect(allowed(results)).toBe(10);
  await limits.close();
  await own.drop();
  expect(lines.filter((line) => line.includes('Redis cannot be reached'))).toHaveLength(1);
  expect(lines.join('')).not.toContain('a-password-of-redis');
});
