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

/** The most memory that this process held while it worked, in megabytes. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
  await work();
  clearInterval(timer);
  return peak / 1_048_576;
}

type Row = Record<'rows' | 'preview' | 'written' | 'barePreview' | 'bareWritten' | 'peak', number>;

async function main(): Promise<void> {
  const server = await startTestServer();
  process.env.GATEHOUSE_TEST_SERVER = JSON.stringify(server);
  const world = await createWorld();
  // A process of its own, as it serves.
  const port = await freePort();
  const environment = { ...dataPlaneEnvironment(world.database), PORT: String(port) };
  const dataPlane = await startRole('data-plane', environment);
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
      const row: Row = { rows, preview: 0, written: 0, barePreview: 0, bareWritten: 0, peak: 0 };
      row.barePreview = await bareImport(world.owner, csv);
      row.peak = await peakOf(async () => {
        row.preview = await time(async () => (importId = await imports.preview(csv)));
        row.bareWritten = await bareInvitations(world.owner, tenant.organizationId, rows);
        row.written = await time(async () => {
          await imports.start(importId);
          await imports.run(importId);
        });
      });
      const { invitedCount } = await imports.get(importId);
      if (invitedCount !== rows) throw new Error(`${invitedCount} of ${rows} were invited`);
      if (round >= 0) results.push(row);
    }
  }
  watch.goesOn = false;
  await watcher;
  print(results, health);
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
      peakMb: of((row) => row.peak),
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
