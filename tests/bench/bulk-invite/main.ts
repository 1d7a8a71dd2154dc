import fs from 'node:fs';
import path from 'node:path';
import { importsOf } from '@/tests/support/imports';
import { dataPlaneEnvironment } from '@/tests/support/data-plane';
import { freePort } from '@/tests/support/gatehouse';
import { startRole } from '@/tests/support/role-process';
import { createWorld } from '@/tests/support/tenants';
import { startTestServer } from '@/tests/support/test-server';
import { quantile, spread } from '../sign-in/statistics';
import { bareImport, bareInvitations } from './floor';

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const sizes = (process.env.BENCH_ROWS ?? '1000,10000').split(',').map(Number);

/** A whole table: name, role and team of each. */
const csvOf = (rows: number, round: number) =>
  Buffer.from(
    [
      'email,name,role,teams',
      ...Array.from(
        { length: rows },
        (_, index) => `person-${round}-${index}@example.com,Person ${index},Developer,Research`,
      ),
    ].join('\r\n'),
  );

const time = async (work: () => Promise<unknown>) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** The memory that a process of this machine holds, in megabytes. */
function memoryOf(pid: number): number {
  const [, kilobytes] =
    /VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

/** The most memory that a process held during some work. */
async function peakOf(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = memoryOf(pid);
  const timer = setInterval(() => (peak = Math.max(peak, memoryOf(pid))), 10);
  await work();
  clearInterval(timer);
  return peak;
}

type Row = Record<
  'rows' | 'preview' | 'written' | 'barePreview' | 'bareWritten' | 'previewPeak' | 'writtenPeak',
  number
>;

async function main(): Promise<void> {
  const server = await startTestServer();
  process.env.GATEHOUSE_TEST_SERVER = JSON.stringify(server);
  const world = await createWorld();
  world.deps.clock.moveTo(new Date());
  // Processes of their own, as they serve. No mail server: the mails wait.
  const environment = dataPlaneEnvironment(world.database);
  const port = await freePort();
  const dataPlane = await startRole('data-plane', { ...environment, PORT: String(port) });
  const worker = await startRole('worker', {
    ...environment,
    ROLES: 'worker',
    SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
    INVITATION_MAILS_PER_MINUTE: '1',
  });
  const results: Row[] = [];
  const health: number[] = [];
  const watch = { goesOn: true };
  const watcher = (async () => {
    while (watch.goesOn) {
      health.push(
        await time(() => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.text())),
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  // The round before the first warms up.
  for (let round = -1; round < rounds; round += 1) {
    for (const rows of sizes) {
      const tenant = await world.tenant('Bench');
      const imports = importsOf(world, tenant);
      const csv = csvOf(rows, round);
      let importId = '';
      const barePreview = await bareImport(world.owner, csv);
      let [preview, written] = [0, 0];
      const previewPeak = await peakOf(process.pid, async () => {
        preview = await time(async () => (importId = await imports.preview(csv)));
      });
      const isDone = async () => {
        const { rows: found } = await world.owner.query<{ status: string }>(
          'SELECT status FROM invitation_imports WHERE id = $1',
          [importId],
        );
        return found[0]?.status === 'done';
      };
      const writtenPeak = await peakOf(worker.pid, async () => {
        written = await time(async () => {
          await imports.start(importId);
          while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 50));
        });
      });
      const bareWritten = await bareInvitations(world.owner, tenant.organizationId, rows);
      const { invitedCount } = await imports.get(importId);
      if (invitedCount !== rows) throw new Error(`${invitedCount} of ${rows} were invited`);
      const row = { rows, preview, written, barePreview, bareWritten, previewPeak, writtenPeak };
      if (round >= 0) results.push(row);
    }
  }
  watch.goesOn = false;
  await watcher;
  print(results, health);
  await worker.stop();
  await dataPlane.stop();
  await world.close();
  await server.stop();
}

function print(results: Row[], health: number[]): void {
  const summary = sizes.map((rows) => {
    const its = results.filter((row) => row.rows === rows);
    const of = (value: (row: Row) => number) => spread(its.map(value));
    return {
      rows,
      previewMs: of((row) => row.preview),
      writtenMs: of((row) => row.written),
      previewOfBare: of((row) => row.preview / row.barePreview),
      writtenOfBare: of((row) => row.written / row.bareWritten),
      previewPeakMb: of((row) => row.previewPeak),
      writtenPeakMb: of((row) => row.writtenPeak),
    };
  });
  const healthz = {
    p50: quantile(health, 0.5),
    p99: quantile(health, 0.99),
    max: quantile(health, 1),
  };
  console.log('Minimum / median / maximum of the rounds');
  console.table(
    summary.map(({ rows, ...spreads }) => ({
      rows,
      ...Object.fromEntries(
        Object.entries(spreads).map(([name, { min, median, max }]) => [
          name,
          [min, median, max].map((value) => value.toFixed(1)).join(' / '),
        ]),
      ),
    })),
  );
  console.log('/healthz of the data plane meanwhile, milliseconds:', healthz);
  const folder = path.resolve('test-results');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'bench-bulk-invite.json'),
    JSON.stringify({ summary, healthz, results }, null, 2),
  );
}

await main();
