import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@/tests/support/database';
import { connectAsOwner } from '@/tests/support/keys';
import { startTestServer, TEST_APP_SECRET } from '@/tests/support/test-server';
import { bundleRoles, startDataPlane, startPlain, startRole, type Contender } from './contenders';
import { loadPages } from './pages';
import { printTable, summarize, type Run } from './report';
import { seedKeys } from './seed';

const keyCount = Number(process.env.BENCH_KEYS ?? 100_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const connectionCounts = (process.env.BENCH_CONNECTIONS ?? '1,16,64').split(',').map(Number);
const profile = process.env.BENCH_PROFILE !== undefined;
const gatewayToken = 'gateway-token-of-the-bench-0123456789abcdef';

type Order = { port: number; connections: number; seconds: number; warmUp: number };
type Result = { perSecond: number; calls: number; p50: number; p99: number; refused: number };

async function measure(callers: ChildProcess, order: Order): Promise<Result> {
  callers.send(order);
  const [result] = (await once(callers, 'message')) as [Result];
  if (result.refused > 0) throw new Error(`${result.refused} answers were not valid`);
  return result;
}

/** Of the server's own processor time, which a busy neighbour changes less than the clock's. Linux only; else NaN. */
function cpuMicroseconds(pid: number): number {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return ticks * 10_000;
  } catch {
    return NaN;
  }
}

/** Every contender in turn, in another order each round, so that what the machine does meanwhile hits all alike. */
async function race(
  callers: ChildProcess,
  contenders: Contender[],
  counts: number[],
  situation: Run['situation'],
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const connections of counts) {
    for (let round = 0; round < rounds; round += 1) {
      const order = [
        ...contenders.slice(round % contenders.length),
        ...contenders.slice(0, round % contenders.length),
      ];
      for (const { name, port, pid } of order) {
        const cpuBefore = cpuMicroseconds(pid);
        const result = await measure(callers, { port, connections, seconds, warmUp: 0.5 });
        const cpuPerCall = (cpuMicroseconds(pid) - cpuBefore) / result.calls;
        runs.push({ situation, name, connections, round, cpuPerCall, ...result });
      }
    }
    printTable(summarize(runs.filter((run) => run.connections === connections)));
  }
  return runs;
}

async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-bench-'));
  const server = await startTestServer();
  const database = await createTestDatabase(server);
  const owner = await connectAsOwner(database);
  const stops: (() => Promise<unknown>)[] = [];
  try {
    console.log(`Seeding ${keyCount} keys …`);
    const keys = await seedKeys(owner, keyCount);
    const file = path.join(folder, 'keys.json');
    fs.writeFileSync(file, JSON.stringify(keys));

    const socket = path.join(folder, 'web.sock');
    const environment = {
      DATABASE_APP_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      APP_SECRET: TEST_APP_SECRET,
      GATEWAY_TOKENS: gatewayToken,
      ROLES: 'data-plane,web',
      GATEHOUSE_WEB_SOCKET: socket,
      LOG_LEVEL: 'info',
    };
    const bundle = await bundleRoles();
    const ours = await startDataPlane(bundle, environment, profile);
    const limit = await startPlain('limit (Map)', 'limit-server.mjs', file);
    const floor = await startPlain('floor (SELECT)', 'floor-server.mjs', database.systemUrl);
    stops.push(ours.stop, limit.stop, floor.stop);
    const callers = fork(path.join(import.meta.dirname, 'load.mjs'), [file, gatewayToken]);
    await once(callers, 'message');
    stops.push(() => {
      callers.disconnect();
      return Promise.resolve();
    });

    await warmUp(callers, ours);
    const alone = await race(callers, [limit, ours, floor], connectionCounts, 'alone');
    const busy = await whilePagesLoad(callers, [limit, ours], { bundle, environment, ours });

    const results = {
      keys: keyCount,
      rounds,
      seconds,
      node: process.version,
      cpus: os.cpus().length,
    };
    const out = path.resolve(import.meta.dirname, '../../../test-results/bench-verify.json');
    fs.mkdirSync(path.dirname(out), { recursive: true });
    fs.writeFileSync(
      out,
      JSON.stringify(
        { ...results, summary: summarize([...alone, ...busy]), runs: [...alone, ...busy] },
        null,
        2,
      ),
    );
    console.log(`Written to ${path.relative(process.cwd(), out)}`);
  } finally {
    for (const stop of stops) await stop();
    await owner.end();
    await database.drop();
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Through all keys, so that what is compared answers from memory. */
async function warmUp(callers: ChildProcess, { port }: Contender): Promise<void> {
  for (let round = 0; round < 90; round += 1) {
    await measure(callers, { port, connections: 64, seconds: 2, warmUp: 0 });
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    if (Number(/^gatehouse_snapshots (\d+)$/m.exec(metrics)?.[1]) >= keyCount) return;
  }
  throw new Error('the keys did not come into memory');
}

type Busy = { bundle: string; environment: Record<string, string>; ours: Contender };

async function whilePagesLoad(
  callers: ChildProcess,
  contenders: Contender[],
  { bundle, environment, ours }: Busy,
): Promise<Run[]> {
  if (!fs.existsSync('.next/BUILD_ID')) {
    console.log(
      'The pages are not built (npm run build): what verify does while they load is left out.',
    );
    return [];
  }
  const appUrl = `http://localhost:${ours.port}`;
  const web = await startRole(bundle, 'web', {
    ...environment,
    APP_URL: appUrl,
    PORT: String(ours.port),
  });
  try {
    const pages = await loadPages(ours.port, 4);
    const runs = await race(callers, contenders, [16], 'while four clients load pages');
    console.log(`Meanwhile ${(await pages.stop()).toFixed(0)} pages a second were loaded.`);
    return runs;
  } finally {
    await web.stop();
  }
}

await main();
