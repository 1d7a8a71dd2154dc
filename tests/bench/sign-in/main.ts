import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createPasswordHasher } from '@/lib/platform/password-hasher';
import { uuidV7Ids } from '@/lib/platform/ids';
import { systemClock } from '@/lib/platform/clock';
import { systemRandom } from '@/lib/platform/random';
import { instanceIdOf } from '@/lib/platform/deps';
import { createTestDatabase } from '@/tests/support/database';
import { connectAsOwner } from '@/tests/support/keys';
import { startTestServer, TEST_APP_SECRET } from '@/tests/support/test-server';
import { bundleRoles, startDataPlane, startRole } from '../verify/contenders';
import { seedKeys } from '../verify/seed';
import { connectClient, type FloodClient } from './flood-client';
import { freshNetwork, send, submit } from './form';
import { quantile, rankTest, spread } from './statistics';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const clients = Number(process.env.BENCH_CLIENTS ?? 8);
const profile = process.env.BENCH_PROFILE !== undefined;
const statisticRequests = Number(process.env.BENCH_REQUESTS ?? 200);
/** Each signs in a few times at most, so that no limit is met; from a browser that the account knows, as most people do. */
const people = 2_000;
const gatewayToken = 'gateway-token-of-the-bench-0123456789abcdef';
const password = 'quiet harbour violet engine';
const emailOf = (index: number) => `person-${String(index).padStart(6, '0')}@example.com`;
const nobody = (index: number) => `nobody-${String(index).padStart(6, '0')}@example.com`;

const deviceCookie = `gatehouse-device-${instanceIdOf(TEST_APP_SECRET)}`;
let nextPerson = 0;

async function seedPeople(ownerUrl: string): Promise<string> {
  const hash = await createPasswordHasher(1).hash(password);
  const ids = uuidV7Ids(systemClock, systemRandom);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(
    `INSERT INTO users (id, email, name, time_zone, password_hash, created_at, updated_at)
     SELECT id, email, 'Bench Person', 'UTC', $3, now(), now() FROM unnest($1::uuid[], $2::text[]) AS t(id, email)`,
    [
      Array.from({ length: people }, () => ids.next()),
      Array.from({ length: people }, (_, index) => emailOf(index)),
      hash,
    ],
  );
  await owner.query(
    `INSERT INTO known_devices (id, user_id, token_hash, created_at, last_seen_at)
     SELECT gen_random_uuid(), u.id, sha256(convert_to(u.email, 'UTF8')), now(), now() FROM users u`,
  );
  await owner.query('ANALYZE users, known_devices');
  await owner.end();
  return hash;
}

async function signIn(port: number, client: FloodClient): Promise<void> {
  const email = emailOf((nextPerson += 1) % people);
  // The token of the device is the address: its digest is what was seeded.
  const head =
    `POST /sign-in/password HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://localhost:${port}\r\n` +
    `Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
    `Cookie: ${deviceCookie}=${email}\r\nUser-Agent: bench\r\nX-Forwarded-For: ${freshNetwork()}\r\n`;
  const answer = await client.post(head, new URLSearchParams({ email, password }).toString());
  if (!answer.startsWith('HTTP/1.1 200 ') || !answer.includes('gatehouse-session-')) {
    throw new Error(`nobody was signed in: ${answer.slice(0, 600)}`);
  }
}

/** So many clients that sign in again and again, each as somebody else. */
async function flood(port: number, work: () => Promise<unknown>): Promise<number> {
  let stopping = false;
  let count = 0;
  const connections = await Promise.all(Array.from({ length: clients }, () => connectClient(port)));
  const began = performance.now();
  const done = Promise.all(
    connections.map(async (client) => {
      while (!stopping) {
        await signIn(port, client);
        count += 1;
      }
      client.close();
    }),
  );
  await work();
  const perSecond = count / ((performance.now() - began) / 1000);
  stopping = true;
  await done;
  return perSecond;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a caller waits for an answer, asked five times a second. */
async function sample(port: number, secret: string, forSeconds: number) {
  const healthz: number[] = [];
  const verify: number[] = [];
  const body = Buffer.from(JSON.stringify({ key: secret, ip: '192.0.2.1' }));
  const end = performance.now() + forSeconds * 1000;
  while (performance.now() < end) {
    healthz.push((await send(port, '/healthz')).ms);
    const asked = await send(port, '/v1/keys/verify', {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${gatewayToken}`,
        'content-type': 'application/json',
        'content-length': String(body.length),
      },
    });
    if (!asked.body.includes('"valid":true')) throw new Error(`verify answered ${asked.body}`);
    verify.push(asked.ms);
    await sleep(200);
  }
  return { healthz, verify };
}

/** One at a time, known and unknown in turn: what an attacker with a clock would measure. */
async function timeAnswers(port: number) {
  const known: number[] = [];
  const unknown: number[] = [];
  for (let index = 0; index < statisticRequests; index += 1) {
    const pair = [
      async () =>
        known.push((await submit(port, { email: emailOf(index), password: 'wrong by far' })).ms),
      async () =>
        unknown.push((await submit(port, { email: nobody(index), password: 'wrong by far' })).ms),
    ];
    for (const ask of index % 2 === 0 ? pair : pair.reverse()) await ask();
  }
  return { known, unknown };
}

async function main(): Promise<void> {
  if (!fs.existsSync('.next/BUILD_ID')) throw new Error('Build the pages first: npm run build');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-bench-'));
  const server = await startTestServer();
  const database = await createTestDatabase(server);
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const hash = await seedPeople(database.ownerUrl);
    const owner = await connectAsOwner(database);
    const [key] = await seedKeys(owner, 1);
    await owner.end();
    const secret = key?.secret ?? '';
    const argon2 = fork(path.join(import.meta.dirname, 'argon2-server.mjs'), [hash, password]);
    await once(argon2, 'message');
    stops.push(() => {
      argon2.disconnect();
      return Promise.resolve();
    });
    const environment = {
      DATABASE_APP_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      APP_SECRET: TEST_APP_SECRET,
      GATEWAY_TOKENS: gatewayToken,
      TRUSTED_PROXIES: '127.0.0.1/32',
      ROLES: 'data-plane,web',
      GATEHOUSE_WEB_SOCKET: path.join(folder, 'web.sock'),
      LOG_LEVEL: 'warn',
    };
    const bundle = await bundleRoles();
    const { port, stop } = await startDataPlane(bundle, environment, profile);
    stops.push(stop);
    const urls = { APP_URL: `http://localhost:${port}`, PORT: String(port) };
    const web = await startRole(bundle, 'web', { ...environment, ...urls }, profile);
    stops.push(web.stop);
    for (let attempt = 0; (await send(port, '/sign-in').catch(() => null))?.status !== 200;) {
      if ((attempt += 1) > 200) throw new Error('the pages do not load');
      await sleep(100);
    }
    await flood(port, () => sleep(8_000));

    const alone = await sample(port, secret, seconds);
    const perSecond: number[] = [];
    const ratios: number[] = [];
    const limits: number[] = [];
    const during = { healthz: [] as number[], verify: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      argon2.send({ seconds });
      const [limit] = (await once(argon2, 'message')) as [number];
      const ours = await flood(port, async () => {
        const sampled = await sample(port, secret, seconds);
        during.healthz.push(...sampled.healthz);
        during.verify.push(...sampled.verify);
      });
      perSecond.push(ours);
      limits.push(limit);
      ratios.push(ours / limit);
    }
    const { known, unknown } = await timeAnswers(port);

    const results = {
      node: process.version,
      cpus: os.availableParallelism(),
      rounds,
      seconds,
      clients,
      signInsPerSecond: spread(perSecond),
      argon2PerSecond: spread(limits),
      ofArgon2: spread(ratios),
      healthzMs: { alone: tail(alone.healthz), duringFlood: tail(during.healthz) },
      verifyMs: { alone: tail(alone.verify), duringFlood: tail(during.verify) },
      statistic: {
        requests: statisticRequests,
        knownMs: spread(known),
        unknownMs: spread(unknown),
        ofMedians: quantile(known, 0.5) / quantile(unknown, 0.5),
        /** Under 0.01 somebody could tell known from unknown accounts by the clock. */
        probabilityOfEqual: rankTest(known, unknown),
      },
    };
    const out = path.resolve('test-results', 'bench-sign-in.json');
    fs.mkdirSync(path.dirname(out), { recursive: true });
    fs.writeFileSync(out, JSON.stringify(results, null, 2));
    print(results);
  } finally {
    for (const stop of stops.reverse()) await stop();
    await database.drop();
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  process.exit();
}

const tail = (values: number[]) => ({ p50: quantile(values, 0.5), p99: quantile(values, 0.99) });
const three = ({ min, median, max }: ReturnType<typeof spread>, digits: number) =>
  [min, median, max].map((value) => value.toFixed(digits)).join(' / ');

function print(results: {
  signInsPerSecond: ReturnType<typeof spread>;
  argon2PerSecond: ReturnType<typeof spread>;
  ofArgon2: ReturnType<typeof spread>;
  healthzMs: Record<'alone' | 'duringFlood', ReturnType<typeof tail>>;
  verifyMs: Record<'alone' | 'duringFlood', ReturnType<typeof tail>>;
  statistic: {
    requests: number;
    knownMs: ReturnType<typeof spread>;
    unknownMs: ReturnType<typeof spread>;
    ofMedians: number;
    probabilityOfEqual: number;
  };
}): void {
  const { healthzMs, verifyMs, statistic } = results;
  console.log('Minimum / median / maximum over the rounds:');
  console.table({
    'sign-ins a second': three(results.signInsPerSecond, 0),
    'bare argon2 a second': three(results.argon2PerSecond, 0),
    'of bare argon2': three(results.ofArgon2, 2),
  });
  console.table({
    '/healthz alone': healthzMs.alone,
    '/healthz in the flood': healthzMs.duringFlood,
    'verify alone': verifyMs.alone,
    'verify in the flood': verifyMs.duringFlood,
  });
  console.log(`A wrong password, ${statistic.requests} times each, milliseconds:`);
  console.table({
    'known account': three(statistic.knownMs, 1),
    'unknown account': three(statistic.unknownMs, 1),
    'ratio of medians': statistic.ofMedians.toFixed(3),
    'probability that they are alike': statistic.probabilityOfEqual.toFixed(3),
  });
}

await main();
