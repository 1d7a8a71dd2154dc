import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from './manifest';

type FileFacts = Manifest['files'][number];
type Owner = { uid: number; gid: number };

/** Most of the time goes into waiting for the disk, file by file. */
const filesAtOnce = 16;

/** A file of a backup that is not as it was when the backup was made. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/** Copies a file, for its owner's eyes alone, down to the disk, and says what was in it. */
export async function copyFile(from: string, to: string): Promise<Omit<FileFacts, 'path'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  const source = await fs.open(from, 'r');
  try {
    const target = await fs.open(to, 'wx', 0o600);
    try {
      for await (const chunk of source.createReadStream({ autoClose: false })) {
        const data = chunk as Buffer;
        hash.update(data);
        bytes += data.length;
        await target.writeFile(data);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Copies a folder with all that is in it. Paths are told from where the folder stands in the backup. */
export async function copyFolder(
  from: string,
  backup: string,
  name: string,
): Promise<Pick<Manifest, 'folders' | 'files'>> {
  const { folders, files } = await listFolder(from, name);
  for (const folder of folders) await fs.mkdir(path.join(backup, folder), { mode: 0o700 });
  const copied = await eachOf(files, async (file) => ({
    path: file,
    ...(await copyFile(path.join(from, file.slice(name.length)), path.join(backup, file))),
  }));
  return { folders, files: copied };
}

/** What is in a folder; each folder before what it holds. */
async function listFolder(
  from: string,
  name: string,
): Promise<{ folders: string[]; files: string[] }> {
  const folders = [name];
  const files: string[] = [];
  for (const entry of await fs.readdir(from, { withFileTypes: true })) {
    const [source, place] = [path.join(from, entry.name), `${name}/${entry.name}`];
    if (entry.isDirectory()) {
      const inner = await listFolder(source, place);
      folders.push(...inner.folders);
      files.push(...inner.files);
    } else if (entry.isFile()) files.push(place);
    else throw new Error(`${source} is neither a file nor a folder, and cannot be backed up`);
  }
  return { folders, files };
}

/**
 * Copies what a manifest lists under `name` to `to`, for `owner`.
 * @throws DamagedFileError for the first file that is missing or differs.
 */
export async function copyVerified(
  backup: string,
  { folders, files }: Pick<Manifest, 'folders' | 'files'>,
  { name, to, owner }: { name: string; to: string; owner: Owner | undefined },
): Promise<void> {
  const isUnder = (place: string) => place === name || place.startsWith(`${name}/`);
  const target = (place: string) => path.join(to, place.slice(name.length));
  const give = (file: string) => owner && fs.chown(file, owner.uid, owner.gid);
  for (const folder of folders.filter(isUnder)) {
    await fs.mkdir(target(folder), { mode: 0o700 });
    await give(target(folder));
  }
  const wanted = files.filter((file) => isUnder(file.path));
  await eachOf(wanted, async (file) => {
    const found = await copyIfThere(path.join(backup, file.path), target(file.path));
    if (found?.sha256 !== file.sha256) {
      throw new DamagedFileError(
        `${file.path} ${found === null ? 'is missing' : 'is not what was backed up'}`,
      );
    }
    await give(target(file.path));
  });
}

/** Works on several at once. Where one fails, those under way are waited for, and no other is begun. */
async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += filesAtOnce) {
    const batch = items.slice(start, start + filesAtOnce);
    for (const outcome of await Promise.allSettled(batch.map(work))) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}

async function copyIfThere(from: string, to: string) {
  try {
    return await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
