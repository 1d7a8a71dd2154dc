import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { listAuditEventsSchema } from '@/lib/audit/schema';
import { authorize } from '@/lib/authz/authorize';
import { encodeCursor } from '@/lib/kernel/page';
import { asSystemInSql } from '@/lib/platform/db';
import { createTestDatabase } from '@/tests/support/database';
import { testDeps, testRequest, type TestDeps } from '@/tests/support/deps';
import { connectAsOwner } from '@/tests/support/keys';
import { startTestServer } from '@/tests/support/test-server';
import { quantile, spread } from '../sign-in/statistics';
import { seedEvents } from './seed';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const pages = Number(process.env.BENCH_PAGES ?? 20);
const sizes = (process.env.BENCH_EVENTS ?? '10000,1000000').split(',').map(Number);
const pageLength = 50;

type Organization = { organizationId: string; events: number };
type Situation = { name: string; fields: object };

/** The seed says how often each word comes. */
const situations: Situation[] = [
  { name: 'first page', fields: {} },
  { name: 'middle page', fields: { middle: true } },
  { name: 'one action (10 %)', fields: { action: 'api-key.created' } },
  { name: 'search: 1 in 10,000', fields: { search: 'zanzibar' } },
  { name: 'search: 1 in 100', fields: { search: 'lisbon' } },
  { name: 'search: every second', fields: { search: 'machine' } },
  { name: 'search: no event', fields: { search: 'nowhere' } },
  { name: 'two words, 1 in 100 of every second', fields: { search: 'lisbon machine' } },
];

/** The first page by bare SQL, prepared, on the owner's connection: the floor of every situation. */
const floor = (organizationId: string): pg.QueryConfig => ({
  name: 'floor',
  text: `SELECT id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind, target_id, target_label, before,
                after, ip, user_agent, request_id, session_method
           FROM audit_events WHERE organization_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT $2`,
  values: [organizationId, pageLength + 1],
});

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const median = (values: number[]) => quantile(values, 0.5);

async function measureLists(deps: TestDeps, bare: pg.Client, organizations: Organization[]) {
  const rows: object[] = [];
  for (const { name, fields } of situations) {
    for (const { organizationId, events } of organizations) {
      const grant = authorize(
        {
          ...{
            userId: organizationId,
            userLabel: 'An Admin',
            sessionId: null,
            sessionMethod: null,
          },
          ...{ organizationId, role: 'admin', teamIds: [], isBeingDeleted: false },
          request: testRequest(),
        },
        'audit-log.read',
      );
      const { middle, ...rest } = fields as { middle?: boolean };
      const cursor = middle ? await middleOf(bare, { organizationId, events }) : undefined;
      const input = listAuditEventsSchema.parse({ limit: pageLength, cursor, ...rest });
      const ours: number[] = [];
      const floors: number[] = [];
      const ratios: number[] = [];
      for (let round = -1; round < rounds; round += 1) {
        const its: [number[], number[]] = [[], []];
        for (let page = 0; page < pages; page += 1) {
          its[0].push(await time(() => listAuditEvents(deps, grant, input)));
          its[1].push(await time(() => bare.query(floor(organizationId))));
        }
        // The round before the first warms up.
        if (round < 0) continue;
        ours.push(...its[0]);
        floors.push(...its[1]);
        ratios.push(median(its[0]) / median(its[1]));
      }
      const { min, median: middleRatio, max } = spread(ratios);
      rows.push({
        situation: name,
        events,
        'p50, p99 (ms)': `${median(ours).toFixed(2)}, ${quantile(ours, 0.99).toFixed(2)}`,
        'bare first page p50': median(floors).toFixed(2),
        ratio: [min, middleRatio, max].map((value) => value.toFixed(2)).join(' / '),
      });
    }
  }
  console.log('A page of 50 through the use case, and the first page by bare SQL');
  console.table(rows);
  return rows;
}

async function middleOf(bare: pg.Client, { organizationId, events }: Organization) {
  const { rows } = await bare.query<{ at: Date; id: string }>(
    `SELECT occurred_at AS at, id FROM audit_events WHERE organization_id = $1
      ORDER BY occurred_at DESC, id DESC OFFSET $2 LIMIT 1`,
    [organizationId, Math.floor(events / 2)],
  );
  const { at, id } = rows[0]!;
  return encodeCursor('newest', { toward: 'next', value: at.toISOString(), id });
}

/** What the words cost whoever writes an event: with the trigger that makes them, and without it. */
async function measureWrites(deps: TestDeps, owner: pg.Client, { organizationId }: Organization) {
  const write = () =>
    asSystemInSql(deps.db, 'sign-in', async (sql) => {
      for (let count = 0; count < 20; count += 1) {
        await recordAuditEvent(deps, sql, {
          organizationId,
          actor: {
            kind: 'user',
            id: randomUUID(),
            label: 'Ada Writer <ada@example.com>',
            sessionMethod: 'password',
          },
          request: testRequest(),
          action: 'api-key.updated',
          target: { kind: 'api-key', id: randomUUID(), label: 'Loom in production' },
          before: { name: 'Loom', environment: 'development' },
          after: { name: 'Loom in production', environment: 'production' },
        });
      }
    });
  const ratios: number[] = [];
  const withWords: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const its: [number[], number[]] = [[], []];
    for (const [index, state] of (['ENABLE', 'DISABLE'] as const).entries()) {
      await owner.query(`ALTER TABLE audit_events ${state} TRIGGER audit_event_words`);
      for (let count = 0; count < pages; count += 1) its[index]!.push(await time(write));
    }
    if (round < 0) continue;
    withWords.push(...its[0]);
    ratios.push(median(its[0]) / median(its[1]));
  }
  await owner.query('ALTER TABLE audit_events ENABLE TRIGGER audit_event_words');
  const { min: least, median: middle, max: most } = spread(ratios);
  const row = {
    'ms for 20 events': median(withWords).toFixed(2),
    'of events without words': [least, middle, most].map((value) => value.toFixed(2)).join(' / '),
  };
  console.log('Writing an event with its words');
  console.table([row]);
  return row;
}

async function main(): Promise<void> {
  const server = await startTestServer();
  const database = await createTestDatabase(server);
  const owner = await connectAsOwner(database);
  const deps = testDeps(database);
  const bare = new pg.Client({ connectionString: database.ownerUrl });
  await bare.connect();
  try {
    const organizations: Organization[] = [];
    for (const events of sizes) {
      console.log(`Seeding ${events} events …`);
      organizations.push({ organizationId: await seedEvents(owner, events), events });
    }
    await owner.query('VACUUM ANALYZE');
    const lists = await measureLists(deps, bare, organizations);
    const writes = await measureWrites(deps, owner, organizations.at(-1)!);
    const out = path.resolve('test-results', 'bench-audit.json');
    fs.mkdirSync(path.dirname(out), { recursive: true });
    fs.writeFileSync(
      out,
      JSON.stringify({ node: process.version, rounds, pages, lists, writes }, null, 2),
    );
  } finally {
    await Promise.all([bare.end(), owner.end(), deps.close()]);
    await database.drop();
    await server.stop();
  }
  process.exit();
}

await main();
