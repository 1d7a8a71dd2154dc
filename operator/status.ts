import pg from 'pg';
import * as z from 'zod';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { ServingEnv } from '@/lib/platform/env';
import packageJson from '@/package.json';
import { readArguments, type Command } from './command';
import { selectDeletingOrganizations, selectInstallationCounts, type Counts } from './repository';

export type InstallationStatus = Counts & {
  version: string;
  roles: readonly string[];
  /** The first twenty. */
  deleting: { slug: string; deletionEndsAt: Date }[];
  /** Null where the owner's address is not known here: the serving roles do not see migrations. */
  migrations: { applied: number; latest: string } | null;
};

/** How the installation is doing. Reads alone, and leaves no event. */
export async function readStatus(
  deps: Pick<Deps, 'db'>,
  env: Pick<ServingEnv, 'ROLES' | 'DATABASE_URL'>,
): Promise<InstallationStatus> {
  const { counts, deleting } = await asSystem(deps.db, 'operator', async (tx) => ({
    counts: await selectInstallationCounts(tx),
    deleting: await selectDeletingOrganizations(tx),
  }));
  const migrations =
    env.DATABASE_URL === undefined ? null : await selectMigrations(env.DATABASE_URL);
  return { ...counts, deleting, version: packageJson.version, roles: env.ROLES, migrations };
}

async function selectMigrations(ownerUrl: string): Promise<InstallationStatus['migrations']> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ applied: number; latest: string }>(
      `SELECT count(*)::int AS applied, coalesce(max(migration_name), 'none') AS latest FROM _prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    return rows[0] ?? null;
  } finally {
    await client.end();
  }
}

const at = (instant: Date | null) => (instant === null ? 'never' : instant.toISOString());

/** The status as lines of a name and what there is to say of it. */
export function statusLines(status: InstallationStatus): string[] {
  const { migrations, suspendedOrganizations: suspended, deletingOrganizations: going } = status;
  const lines: [string, string][] = [
    ['version', status.version],
    ['roles', status.roles.join(', ')],
    ['database', `PostgreSQL ${status.database}`],
    [
      'migrations',
      migrations ? `${migrations.applied}, latest ${migrations.latest}` : 'not known here',
    ],
    [
      'organizations',
      [
        String(status.organizations),
        ...(suspended > 0 ? [`${suspended} suspended`] : []),
        ...(going > 0 ? [`${going} being deleted`] : []),
      ].join(', '),
    ],
    ...status.deleting.map(({ slug, deletionEndsAt }): [string, string] => [
      '',
      `${slug} can be kept until ${at(deletionEndsAt)}`,
    ]),
    ['users', String(status.users)],
    ['keys', String(status.keys)],
    [
      'mails',
      `${status.mailsWaiting} waiting, ${status.mailsFailed} given up, last sent ${at(status.lastMailSentAt)}`,
    ],
    [
      'jobs',
      `${status.jobsWaiting} waiting, ${status.jobsGivenUp} given up, last ${at(status.lastJobAt)}`,
    ],
  ];
  return lines.map(([name, text]) => `${name.padEnd(14)}${text}`);
}

export const statusCommand: Command = {
  usage: '',
  summary: 'versions, counts, mails and jobs',
  async run(args, { print, withOperator }) {
    readArguments(args, {}, z.object({}));
    const status = await withOperator(({ deps, env }) => readStatus(deps, env));
    for (const line of statusLines(status)) print(line);
  },
};
