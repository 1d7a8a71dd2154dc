import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { AppError } from '@/lib/kernel/errors';
import { systemClock } from '@/lib/platform/clock';
import packageJson from '@/package.json';
import { copyFile, copyFolder } from './backup/copy-files';
import {
  findInstallation,
  hasDatabase,
  stopCleanly,
  whileStopped,
  type Installation,
} from './backup/installation';
import { writeManifest, type Manifest } from './backup/manifest';
import { readArguments, type Command } from './command';

/**
 * Copies the cleanly stopped database and the secrets into a new folder, which appears whole or not at all.
 * @throws AppError `conflict` where Gatehouse runs or the target is taken, `not-found` where there is nothing to back up.
 */
export async function backUp(
  installation: Installation,
  target: string,
  now: Date,
): Promise<Manifest> {
  requireFree(installation, target);
  if (!hasDatabase(installation)) {
    throw new AppError('not-found', `There is nothing to back up in ${installation.folder}.`);
  }
  await stopCleanly(installation);
  return whileStopped(installation, async () => {
    const draft = `${target}.incomplete-${process.pid}`;
    try {
      fs.mkdirSync(draft, { mode: 0o700 });
      const manifest = await fill(draft, installation, now);
      await writeManifest(draft, manifest);
      fs.renameSync(draft, target);
      return manifest;
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
  });
}

function requireFree({ folder, place }: Installation, target: string): void {
  if (fs.existsSync(target)) {
    throw new AppError('conflict', `${target} exists already: name a folder that does not.`);
  }
  if (!fs.existsSync(path.dirname(target))) {
    throw new AppError('not-found', `There is no folder ${path.dirname(target)}.`);
  }
  const parent = fs.realpathSync(path.dirname(target));
  if ([folder, place.base].some((own) => `${parent}${path.sep}`.startsWith(`${own}${path.sep}`))) {
    throw new AppError(
      'conflict',
      `${target} lies in the data folder, and would be lost with it: choose another place.`,
    );
  }
}

async function fill(draft: string, installation: Installation, now: Date): Promise<Manifest> {
  const { secrets, place, postgres, platform } = installation;
  const copied = await copyFolder(place.data, draft, 'postgres');
  const secretsFile = await copyFile(secrets, path.join(draft, 'secrets.json'));
  return {
    format: 1,
    gatehouse: packageJson.version,
    postgres,
    platform,
    createdAt: now.toISOString(),
    folders: copied.folders,
    files: [{ path: 'secrets.json', ...secretsFile }, ...copied.files],
  };
}

const schema = z.object({ folder: z.string('Name the folder to be made.').min(1) });

export const backupCommand: Command = {
  usage: 'FOLDER',
  summary: 'copy the stopped embedded database and the secrets into a new folder',
  async run(args, { root, print }) {
    const target = path.resolve(root, readArguments(args, {}, schema, 'folder').folder);
    const installation = findInstallation(root);
    const { files } = await backUp(installation, target, systemClock.now());
    const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000;
    print(`Backed up to ${target}: ${files.length} files, ${megabytes.toFixed(0)} MB.`);
    print('Whoever has it can do everything that you can: keep it as you keep passwords.');
    if (installation.hasSecretElsewhere) {
      print('APP_SECRET is set in the environment and is not in it: keep that along.');
    }
  },
};
