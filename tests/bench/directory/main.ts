import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { authorize } from '@/lib/authz/authorize';
import { encodeCursor } from '@/lib/kernel/page';
import { listMembers } from '@/lib/orgs/list-members';
import { listMembersSchema } from '@/lib/orgs/schema';
import { createTestDatabase } from '@/tests/support/database';
import { testDeps, testRequest, type TestDeps } from '@/tests/support/deps';
import { connectAsOwner } from '@/tests/support/keys';
import { startTestServer } from '@/tests/support/test-server';
import { quantile, spread, type Spread } from '../sign-in/statistics';
import { floors, type Place } from './floor';
import { seedOrganization, type BenchOrganization } from './seed';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const pages = Number(process.env.BENCH_PAGES ?? 40);
const sizes = (process.env.BENCH_MEMBERS ?? '100,1000,10000,100000').split(',').map(Number);
const pageLength = 50;

type Situation = { name: string; fields: object; floor: keyof typeof floors };
const situations: Situation[] = [
  { name: 'first page', fields: {}, floor: 'first' },
  { name: 'middle page', fields: { middle: true }, floor: 'middle' },
  { name: 'role Admin (1 %)', fields: { role: 'admin' }, floor: 'admins' },
  { name: 'role Developer (70 %)', fields: { role: 'developer' }, floor: 'developers' },
  { name: 'search of one name', fields: { search: 'planck' }, floor: 'search' },
  { name: 'by last activity', fields: { sort: 'last-active' }, floor: 'active' },
  { name: 'by number of keys', fields: { sort: 'keys' }, floor: 'keys' },
];

type Bench = { deps: TestDeps; bare: pg.Client };

async function middleOf(bare: pg.Client, { organizationId, members }: BenchOrganization) {
  const { rows } = await bare.query<Place>(
    `SELECT name_key AS value, user_id AS id FROM directory_entries WHERE organization_id = $1
      ORDER BY name_key, user_id OFFSET $2 LIMIT 1`,
    [organizationId, Math.floor(members / 2)],
  );
  return rows[0]!;
}

/** One page, as the console asks for it. */
function ours(deps: TestDeps, organizationId: string, fields: object) {
  const grant = authorize(
    {
      ...{ userId: organizationId, userLabel: 'An Admin', sessionId: null, sessionMethod: null },
      ...{ organizationId, role: 'admin', teamIds: [], isBeingDeleted: false },
      request: testRequest(),
    },
    'member.read',
  );
  const input = listMembersSchema.parse({ sort: 'name', limit: pageLength, ...fields });
  return async () => (await listMembers(deps, grant, input)).items.length;
}

async function time(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

type Row = { situation: string; members: number; round: number; ours: number[]; bare: number[] };

async function measure({ deps, bare }: Bench, organizations: BenchOrganization[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, fields, floor } of situations) {
      for (const organization of organizations) {
        const { organizationId, members } = organization;
        const place = await middleOf(bare, organization);
        const { middle, ...rest } = fields as { middle?: boolean };
        const cursor = middle && encodeCursor('name-asc', { toward: 'next', ...place });
        const page = ours(deps, organizationId, { ...rest, cursor });
        const query = floors[floor](organizationId, place, pageLength + 1);
        const floorPage = async () => (await bare.query(query)).rows.length;
        const found = [await page(), Math.min(await floorPage(), pageLength)];
        if (found[0] !== found[1]) throw new Error(`${name}: ${found.join(' and ')} members`);
        const row: Row = { situation: name, members, round, ours: [], bare: [] };
        // In turns, so that what the machine does meanwhile hits both alike.
        for (let index = 0; index < pages; index += 1) {
          row.ours.push(await time(page));
          row.bare.push(await time(floorPage));
        }
        // The round before the first warms up.
        if (round >= 0) rows.push(row);
      }
    }
  }
  return rows;
}

const median = (values: number[]) => quantile(values, 0.5);
const three = ({ min, median: middle, max }: Spread) =>
  [min, middle, max].map((value) => value.toFixed(2)).join(' / ');

function print(rows: Row[]) {
  const summary = situations.flatMap(({ name }) =>
    sizes.map((members) => {
      const its = rows.filter((row) => row.situation === name && row.members === members);
      const all = (key: 'ours' | 'bare') => its.flatMap((row) => row[key]);
      return {
        situation: name,
        members,
        ratio: spread(its.map((row) => median(row.ours) / median(row.bare))),
        ours: { p50: median(all('ours')), p99: quantile(all('ours'), 0.99) },
        bare: { p50: median(all('bare')), p99: quantile(all('bare'), 0.99) },
      };
    }),
  );
  console.log(
    'Use case and bare SQL, milliseconds; ratio: minimum / median / maximum of the rounds',
  );
  console.table(
    summary.map(({ situation, members, ratio, ...of }) => ({
      situation,
      members,
      'p50, p99': `${of.ours.p50.toFixed(2)}, ${of.ours.p99.toFixed(2)}`,
      'bare p50, p99': `${of.bare.p50.toFixed(2)}, ${of.bare.p99.toFixed(2)}`,
      ratio: three(ratio),
    })),
  );
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const growth = situations.map(({ name }) => {
    const of = (round: number, members: number, key: 'ours' | 'bare') =>
      median(
        rows.find(
          (row) => row.situation === name && row.members === members && row.round === round,
        )![key],
      );
    const each = (key: 'ours' | 'bare') =>
      spread(
        Array.from({ length: rounds }, (_, round) => of(round, most, key) / of(round, least, key)),
      );
    return { situation: name, ours: each('ours'), bare: each('bare') };
  });
  console.log(`From ${least} to ${most} members it takes so many times as long:`);
  console.table(growth.map((row) => ({ ...row, ours: three(row.ours), bare: three(row.bare) })));
  return { summary, growth };
}

async function main(): Promise<void> {
  const server = await startTestServer();
  const database = await createTestDatabase(server);
  const owner = await connectAsOwner(database);
  const deps = testDeps(database);
  const bare = new pg.Client({ connectionString: database.ownerUrl });
  await bare.connect();
  try {
    const organizations: BenchOrganization[] = [];
    for (const members of sizes) {
      console.log(`Seeding ${members} members …`);
      organizations.push(await seedOrganization(owner, members));
    }
    await owner.query('VACUUM ANALYZE');
    const results = print(await measure({ deps, bare }, organizations));
    const out = path.resolve('test-results', 'bench-directory.json');
    fs.mkdirSync(path.dirname(out), { recursive: true });
    const machine = { node: process.version, cpus: os.availableParallelism(), rounds, pages };
    fs.writeFileSync(out, JSON.stringify({ ...machine, ...results }, null, 2));
  } finally {
    await Promise.all([bare.end(), owner.end(), deps.close()]);
    await database.drop();
    await server.stop();
  }
  process.exit();
}

await main();
