import fs from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { AppError } from '@/lib/kernel/errors';

const manifestName = 'manifest.json';

/** Of a file inside the backup: restored to where it says, so it may say nothing outside. */
const relativePath = z
  .string()
  .min(1)
  .refine((text) => text.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));

const manifestSchema = z.object({
  format: z.literal(1),
  gatehouse: z.string(),
  /** The major version, which alone reads these files. */
  postgres: z.int(),
  /** So does only this kind of machine. */
  platform: z.string(),
  createdAt: z.iso.datetime(),
  folders: z.array(relativePath),
  files: z.array(
    z.object({ path: relativePath, bytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/** What a backup says of itself: what made it, and each of its files with its digest. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Written last: a folder without it is no backup. */
export async function writeManifest(backup: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await fs.writeFile(path.join(backup, manifestName), text, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
}

/** @throws AppError `not-found` where there is no backup, `conflict` where its manifest cannot be read. */
export async function readManifest(backup: string): Promise<Manifest> {
  const text = await readText(path.join(backup, manifestName));
  if (text === null) throw new AppError('not-found', `${backup} is no backup of Gatehouse.`);
  const result = manifestSchema.safeParse(parseJson(text));
  if (result.success) return result.data;
  throw new AppError(
    'conflict',
    `The backup ${backup} is damaged, or a newer Gatehouse made it: its manifest.json cannot be read.`,
  );
}

async function readText(file: string): Promise<string | null> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
