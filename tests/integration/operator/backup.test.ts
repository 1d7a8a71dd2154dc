import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Manifest } from '@/operator/backup/manifest';
import { commands } from '@/operator/commands';
import packageJson from '@/package.json';
import { loadSecrets } from '@/scripts/data-folder.mjs';
import { findServerProcesses } from '@/scripts/postgres/server-processes.mjs';
import { eventually } from '@/tests/support/keys';
import { refusalOf } from '@/tests/support/tenants';
import { createFolder, email, install, open, operate, removeFolder, slug } from './installation';
import { root, startOperator } from './terminal';

// Thousands of small files are written down to the disk, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folders: string[] = [];
const newFolder = () => {
  const folder = createFolder();
  folders.push(folder);
  return folder;
};

/** Where backups are put. */
let shelf: string;
let data: string;
/** A good backup of an installation with a user and a key. */
let backup: string;
let secret: string;

beforeAll(async () => {
  shelf = newFolder();
  data = newFolder();
  await install(data);
  const installation = await open(data);
  secret = await installation.createKey('Before the backup');
  await installation.close();
  backup = path.join(shelf, 'good');
  expect(await operate(data, ['backup', backup])).toMatchObject({ code: 0 });
});
afterAll(() => folders.forEach(removeFolder));

/** Runs a command in this process, on the given data folder. */
async function run(folder: string, [name = '', ...args]: string[]): Promise<string[]> {
  vi.stubEnv('GATEHOUSE_DATA_DIR', folder);
  const lines: string[] = [];
  try {
    await commands[name]?.run(args, {
      root,
      print: (line) => void lines.push(line),
      readInput: () => Promise.resolve(''),
      withOperator: () => Promise.reject(new Error('works on files alone')),
    });
  } finally {
    vi.unstubAllEnvs();
  }
  return lines;
}

const said = async (folder: string, args: string[]) =>
  (await refusalOf(run(folder, args))).publicMessage;

function everythingUnder(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name));
}

/** The good backup once more, by links, to be spoilt: what is to differ is written anew with `rewrite`. */
function copyBackup(name: string): string {
  const copy = path.join(shelf, name);
  fs.mkdirSync(copy);
  for (const each of fs.readdirSync(backup, { recursive: true, withFileTypes: true })) {
    const from = path.join(each.parentPath, each.name);
    const to = path.join(copy, path.relative(backup, from));
    if (each.isDirectory()) fs.mkdirSync(to);
    else fs.linkSync(from, to);
  }
  return copy;
}

function rewrite(file: string, content: string | Buffer): void {
  fs.rmSync(file);
  fs.writeFileSync(file, content);
}

const readManifestOf = (folder: string) =>
  JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest;

function changeManifest(folder: string, change: (manifest: Manifest) => object): void {
  const file = path.join(folder, 'manifest.json');
  const manifest = readManifestOf(folder);
  rewrite(file, JSON.stringify({ ...manifest, ...change(manifest) }));
}

describe('backup', () => {
  test('names what made it and the digest of every file, for its owner’s eyes alone', () => {
    const manifest = readManifestOf(backup);
    expect(manifest).toMatchObject({
      format: 1,
      gatehouse: packageJson.version,
      postgres: 18,
      platform: `${process.platform}-${process.arch}`,
    });
    const found = everythingUnder(backup);
    const files = found.filter((name) => fs.statSync(name).isFile());
    expect(manifest.files.map((file) => path.join(backup, file.path)).sort()).toEqual(
      files.filter((name) => path.basename(name) !== 'manifest.json').sort(),
    );
    const open = [backup, ...found].filter((name) => (fs.statSync(name).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(files.some((name) => name.endsWith('postmaster.pid'))).toBe(false);
    expect(fs.readdirSync(shelf).filter((name) => name.includes('incomplete'))).toEqual([]);
  });

  test('is not made over something, inside the data folder, or nowhere', async () => {
    expect(await said(data, ['backup', backup])).toContain('exists already');
    expect(await said(data, ['backup', path.join(data, 'copy')])).toContain('lies in the data');
    expect(await said(data, ['backup', path.join(shelf, 'no', 'copy')])).toContain('no folder');
  });

  test('is not made of nothing, and makes nothing', async () => {
    const empty = newFolder();
    expect(await said(empty, ['backup', path.join(shelf, 'of-nothing')])).toBe(
      `There is nothing to back up in ${empty}.`,
    );
    expect(fs.existsSync(path.join(shelf, 'of-nothing'))).toBe(false);
    expect(fs.existsSync(path.join(empty, 'secrets.json'))).toBe(false);
  });

  test('leaves nothing behind where a file cannot be copied', async () => {
    const spoilt = path.join(data, 'postgres', 'a-link');
    fs.symlinkSync('/dev/null', spoilt);
    try {
      await expect(run(data, ['backup', path.join(shelf, 'half')])).rejects.toThrow('neither');
    } finally {
      fs.rmSync(spoilt);
    }
    expect(fs.readdirSync(shelf).filter((name) => name.startsWith('half'))).toEqual([]);
  });

  test('after kill -9 of the database still holds what was committed', async () => {
    const killed = newFolder();
    await run(killed, ['restore', backup]);
    const installation = await open(killed);
    const late = await installation.createKey('Just before the crash');
    const processes = findServerProcesses(path.join(killed, 'postgres'));
    for (const pid of processes) process.kill(pid, 'SIGKILL');
    await installation.close();
    await run(killed, ['backup', path.join(shelf, 'after-crash')]);

    const fresh = newFolder();
    await run(fresh, ['restore', path.join(shelf, 'after-crash')]);
    const restored = await open(fresh);
    expect(await restored.verify(late)).toBe(true);
    await restored.close();
  });
});

describe('restore', () => {
  test('brings a destroyed installation back: the same person signs in, the same key verifies', async () => {
    const lost = newFolder();
    await run(lost, ['restore', backup]);
    for (const name of fs.readdirSync(lost)) {
      fs.rmSync(path.join(lost, name), { recursive: true });
    }
    const ended = await operate(lost, ['restore', backup]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(`made by Gatehouse ${packageJson.version}`);
    for (const value of Object.values(loadSecrets(lost))) {
      expect(ended.stdout).not.toContain(value);
    }
    expect(fs.statSync(path.join(lost, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.join(lost, 'postgres')).mode & 0o777).toBe(0o700);

    const restored = await open(lost);
    const session = await restored.session();
    expect(session).toMatchObject({ user: { email }, membership: { slug, role: 'admin' } });
    expect(await restored.verify(secret)).toBe(true);
    await restored.close();
    // And it can be worked on with what comes out of the box.
    const status = await operate(lost, ['status']);
    expect(status.stdout).toMatch(/^keys +1$/m);
  });

  test('is refused over an installation, and with --replace keeps that aside', async () => {
    const other = newFolder();
    await run(other, ['restore', backup]);
    const installation = await open(other);
    const later = await installation.createKey('After the backup');
    await installation.close();
    expect(await said(other, ['restore', backup])).toContain('add --replace');

    const printed = await run(other, ['restore', backup, '--replace']);
    const aside = everythingUnder(other).find((name) => /replaced-\w+$/.test(name)) ?? '';
    expect(printed.join('\n')).toContain(aside);
    expect(fs.statSync(aside).mode & 0o777).toBe(0o700);
    const restored = await open(other);
    expect(await restored.verify(secret)).toBe(true);
    expect(await restored.verify(later)).toBe(false);
    await restored.close();

    // What was put aside is whole: moved back, it serves.
    fs.rmSync(path.join(other, 'postgres'), { recursive: true });
    fs.renameSync(path.join(aside, 'postgres'), path.join(other, 'postgres'));
    fs.renameSync(path.join(aside, 'secrets.json'), path.join(other, 'secrets.json'));
    const back = await open(other);
    expect(await back.verify(later)).toBe(true);
    await back.close();
  });

  /** Names of what a folder holds, without what looking at it makes. */
  const holds = (folder: string) =>
    fs.readdirSync(folder).filter((name) => !['run', 'postgres.lock'].includes(name));

  test.each([
    [
      'a byte changed',
      (folder: string) => {
        // The first: a restore stops there, and the test takes less time.
        const [, first] = readManifestOf(folder).files;
        const file = path.join(folder, first!.path);
        const bytes = fs.readFileSync(file);
        bytes[0] = (bytes[0] ?? 0) ^ 1;
        rewrite(file, bytes);
      },
      'is not what was backed up',
    ],
    [
      'a file missing',
      (folder: string) => fs.rmSync(path.join(folder, 'postgres', 'PG_VERSION')),
      'postgres/PG_VERSION is missing',
    ],
    [
      'other secrets',
      (folder: string) => rewrite(path.join(folder, 'secrets.json'), '{}'),
      'secrets.json is not what was backed up',
    ],
    [
      'a manifest cut short',
      (folder: string) => rewrite(path.join(folder, 'manifest.json'), '{"format": 1, "files": ['),
      'manifest.json cannot be read',
    ],
    [
      'a manifest that leads elsewhere',
      (folder: string) =>
        changeManifest(folder, ({ files }) => ({
          files: files.map((file) => ({ ...file, path: `postgres/../../${file.path}` })),
        })),
      'manifest.json cannot be read',
    ],
    [
      'no manifest',
      (folder: string) => fs.rmSync(path.join(folder, 'manifest.json')),
      'is no backup of Gatehouse',
    ],
    [
      'another major version of Postgres',
      (folder: string) => changeManifest(folder, () => ({ postgres: 17 })),
      'is of PostgreSQL 17, and this Gatehouse brings 18',
    ],
    [
      'another kind of machine',
      (folder: string) => changeManifest(folder, () => ({ platform: 'darwin-arm64' })),
      'was made on darwin-arm64',
    ],
  ])('refuses a backup with %s, and changes nothing', async (what, spoil, words) => {
    const spoilt = copyBackup(what.replaceAll(' ', '-'));
    spoil(spoilt);
    const empty = newFolder();
    expect(await said(empty, ['restore', spoilt])).toContain(words);
    expect(holds(empty)).toEqual([]);
    // Nor is what is there touched.
    expect(await said(data, ['restore', spoilt, '--replace'])).toContain(words);
    expect(holds(data).filter((name) => name.startsWith('replaced'))).toEqual([]);
    expect(fs.existsSync(path.join(data, 'postgres', 'PG_VERSION'))).toBe(true);
  });
});

/** Runs a command, and kills it as soon as it made a file of that name in the folder. */
async function killHalfway(args: string[], from: string, folder: string, name: RegExp) {
  const child = startOperator({ GATEHOUSE_DATA_DIR: from }, args);
  const ended = new Promise((resolve) => child.once('close', resolve));
  await eventually(
    () => Promise.resolve(fs.readdirSync(folder).some((each) => name.test(each))),
    30_000,
  );
  child.kill('SIGKILL');
  await ended;
}

test('either one, killed halfway, leaves nothing that looks whole, and can be run again', async () => {
  const target = path.join(shelf, 'killed');
  await killHalfway(['backup', target], data, shelf, /^killed\.incomplete/);
  expect(fs.existsSync(target)).toBe(false);
  await run(data, ['backup', target]);

  const empty = newFolder();
  await killHalfway(['restore', target], empty, empty, /^postgres\.restoring$/);
  expect(fs.existsSync(path.join(empty, 'postgres'))).toBe(false);
  expect(fs.existsSync(path.join(empty, 'secrets.json'))).toBe(false);
  await run(empty, ['restore', target]);
  expect(fs.readdirSync(empty).filter((name) => name.includes('restoring'))).toEqual([]);
  const restored = await open(empty);
  expect(await restored.verify(secret)).toBe(true);
  await restored.close();
});

test('both are refused in one line while Gatehouse runs, which goes on', async () => {
  const installation = await open(data);
  const line = 'Gatehouse is running on this data folder: stop it first.\n';
  const running = path.join(shelf, 'running');
  expect(await operate(data, ['backup', running])).toEqual({ code: 1, stdout: '', stderr: line });
  expect(fs.existsSync(running)).toBe(false);
  expect(await operate(data, ['restore', backup, '--replace'])).toEqual({
    code: 1,
    stdout: '',
    stderr: line,
  });
  expect(await installation.verify(secret)).toBe(true);
  await installation.close();
});

test('with a database of the operator’s own, both point to its tools', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://owner:hidden@db.example.com/gatehouse');
  vi.stubEnv('APP_SECRET', 'x'.repeat(40));
  vi.stubEnv('GATEWAY_TOKENS', 'y'.repeat(40));
  for (const command of ['backup', 'restore']) {
    const refusal = await refusalOf(
      commands[command]!.run([path.join(shelf, 'elsewhere')], {
        root,
        print: () => undefined,
        readInput: () => Promise.resolve(''),
        withOperator: () => Promise.reject(new Error('works on files alone')),
      }),
    );
    expect(refusal.publicMessage).toContain('pg_dump and pg_restore, as docs/operators.md tells');
    expect(refusal.publicMessage).not.toContain('hidden');
  }
  vi.unstubAllEnvs();
});
