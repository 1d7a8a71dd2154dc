import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { AppError } from '@/lib/kernel/errors';
import { systemClock } from '@/lib/platform/clock';
import { isEmbeddedPostgresRunning } from '@/scripts/embedded-postgres.mjs';
import { copyVerified, DamagedFileError } from './backup/copy-files';
import {
  findInstallation,
  isInstalled,
  stopCleanly,
  whileStopped,
  type Installation,
} from './backup/installation';
import { readManifest, type Manifest } from './backup/manifest';
import { readArguments, type Command } from './command';

type RestoreOptions = { replace: boolean; now: Date };

/** Where what was there before is kept, or null where nothing was. */
export type Restored = { manifest: Manifest; aside: string | null };

/**
 * Puts a backup in the place of an installation, after every file of it was found to be as it was.
 * @throws AppError `conflict` where it does not fit, is damaged, or something is in its place; nothing was changed then.
 */
export async function restoreBackup(
  installation: Installation,
  source: string,
  { replace, now }: RestoreOptions,
): Promise<Restored> {
  const manifest = await readManifest(source);
  requireFit(installation, manifest);
  if (isInstalled(installation) && !replace) {
    throw new AppError(
      'conflict',
      `${installation.folder} holds an installation: add --replace to put the backup in its place and keep what is there aside.`,
    );
  }
  if (isEmbeddedPostgresRunning(installation.folder)) await stopCleanly(installation);
  return whileStopped(installation, async () => {
    const { folder, place, secrets } = installation;
    const draft = `${place.data}.restoring`;
    const secretsDraft = path.join(folder, 'secrets.json.restoring');
    const removeDrafts = () => {
      for (const each of [draft, secretsDraft]) fs.rmSync(each, { recursive: true, force: true });
    };
    // Of a restore that was killed; nobody else is at it.
    removeDrafts();
    try {
      const kept = { name: 'secrets.json', to: secretsDraft, owner: undefined };
      await copyOrRefuse(source, manifest, kept);
      const data = { name: 'postgres', to: draft, owner: place.account };
      await copyOrRefuse(source, manifest, data);
      const aside = isInstalled(installation) ? putAside(installation, now) : null;
      fs.renameSync(draft, place.data);
      fs.renameSync(secretsDraft, secrets);
      return { manifest, aside };
    } finally {
      removeDrafts();
    }
  });
}

/** The files of a database are good for the version and the kind of machine that wrote them, and no other. */
function requireFit({ postgres, platform }: Installation, manifest: Manifest): void {
  if (manifest.postgres !== postgres) {
    throw new AppError(
      'conflict',
      `This backup is of PostgreSQL ${manifest.postgres}, and this Gatehouse brings ${postgres}: restore it with Gatehouse ${manifest.gatehouse}, which made it.`,
    );
  }
  if (manifest.platform !== platform) {
    throw new AppError(
      'conflict',
      `This backup was made on ${manifest.platform}, and this is ${platform}: restore it on a machine of that kind.`,
    );
  }
  const listed = new Set([...manifest.folders, ...manifest.files.map((file) => file.path)]);
  if (['postgres', 'postgres/PG_VERSION', 'secrets.json'].every((name) => listed.has(name))) return;
  throw damaged('its manifest.json lists no database');
}

const damaged = (what: string) =>
  new AppError('conflict', `The backup is damaged: ${what}. Nothing was changed.`);

async function copyOrRefuse(...args: Parameters<typeof copyVerified>): Promise<void> {
  try {
    await copyVerified(...args);
  } catch (error) {
    if (error instanceof DamagedFileError) throw damaged(error.message);
    throw error;
  }
}

/** Moves what is there into a folder beside it. */
function putAside({ place, secrets }: Installation, now: Date): string {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const aside = path.join(place.base, `replaced-${stamp}`);
  fs.mkdirSync(aside, { mode: 0o700 });
  if (fs.existsSync(secrets)) {
    // Copied, since it may lie on another disk; what replaces it is renamed over it.
    fs.copyFileSync(secrets, path.join(aside, 'secrets.json'));
  }
  if (fs.existsSync(place.data)) fs.renameSync(place.data, path.join(aside, 'postgres'));
  return aside;
}

const schema = z.object({
  folder: z.string('Name the folder of the backup.').min(1),
  replace: z.boolean().default(false),
});

export const restoreCommand: Command = {
  usage: 'FOLDER [--replace]',
  summary: 'put a backup in place, with --replace of what is there, which is kept aside',
  async run(args, { root, print }) {
    const options = { replace: { type: 'boolean' } } as const;
    const { folder, replace } = readArguments(args, options, schema, 'folder');
    const source = path.resolve(root, folder);
    const restored = await restoreBackup(findInstallation(root), source, {
      replace,
      now: systemClock.now(),
    });
    const { manifest, aside } = restored;
    print(`Restored the backup of ${manifest.createdAt}, made by Gatehouse ${manifest.gatehouse}.`);
    if (aside !== null) print(`What was there is in ${aside}; remove it when you need it no more.`);
  },
};
