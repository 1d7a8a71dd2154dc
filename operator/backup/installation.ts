import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/kernel/errors';
import { dataFolder } from '@/scripts/data-folder.mjs';
import { startEmbeddedPostgres, whilePostgresIsStopped } from '@/scripts/embedded-postgres.mjs';
import { findBinaries } from '@/scripts/postgres/binaries.mjs';
import { findPlace, type Place } from '@/scripts/postgres/place.mjs';
import { readEnvironment } from '@/server/environment';

/** Where an installation with the embedded database keeps what makes it up. */
export type Installation = {
  root: string;
  folder: string;
  secrets: string;
  place: Place;
  /** The major version of Postgres that this Gatehouse brings. */
  postgres: number;
  platform: string;
  /** Whether APP_SECRET comes from the environment, and so is in no backup. */
  hasSecretElsewhere: boolean;
};

/** @throws AppError `conflict` where the database is not ours to copy. */
export function findInstallation(root: string): Installation {
  const { DATABASE_URL, DATABASE_APP_URL, APP_SECRET } = readEnvironment();
  if (DATABASE_URL !== undefined || DATABASE_APP_URL !== undefined) {
    const variable = DATABASE_URL === undefined ? 'DATABASE_APP_URL' : 'DATABASE_URL';
    throw new AppError(
      'conflict',
      `${variable} is set: back up and restore that database with pg_dump and pg_restore, as docs/operators.md tells.`,
    );
  }
  const folder = dataFolder(root);
  return {
    root,
    folder,
    secrets: path.join(folder, 'secrets.json'),
    place: findPlace(folder),
    postgres: findBinaries(root).major,
    platform: `${process.platform}-${process.arch}`,
    hasSecretElsewhere: APP_SECRET !== undefined,
  };
}

export function hasDatabase({ place }: Installation): boolean {
  return fs.existsSync(path.join(place.data, 'PG_VERSION'));
}

/** Whether anything is there that a restore would take the place of. */
export function isInstalled({ secrets, place }: Installation): boolean {
  return fs.existsSync(secrets) || fs.existsSync(place.data);
}

/**
 * Stops a server cleanly that nobody uses any more: after `kill -9` of Gatehouse it goes on alone, or left its files in
 * the middle of something, which a start sets right.
 * @throws AppError `conflict` where somebody uses it.
 */
export async function stopCleanly({ root, folder }: Installation): Promise<void> {
  const server = await startEmbeddedPostgres({ root, folder });
  if (!(await server.stop())) throw stillRuns();
}

/**
 * Runs `work` while the database is stopped and nobody can start it.
 * @throws AppError `conflict` where it runs.
 */
export async function whileStopped<T>(
  { folder }: Installation,
  work: () => Promise<T>,
): Promise<T> {
  const done = await whilePostgresIsStopped(folder, work);
  if (done === undefined) throw stillRuns();
  return done.result;
}

const stillRuns = () =>
  new AppError('conflict', 'Gatehouse is running on this data folder: stop it first.');
