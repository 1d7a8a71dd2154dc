import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cleanUp, createFolder, databasePid, get, root, serverProcesses, start } from './instance';

afterEach(cleanUp);

/** `nobody`, by its number on every Linux. */
const NOBODY = 65_534;

const asRoot = process.getuid?.() === 0;
/** A checkout in root's own folders is closed to others. */
const passable =
  asRoot && spawnSync('test', ['-r', 'package.json'], { cwd: root, uid: NOBODY }).status === 0;

const ownerOf = (pid: number) => fs.statSync(`/proc/${pid}`).uid;

test.runIf(passable)(
  'as an ordinary user it starts, stops and starts again, all of it as that user',
  async () => {
    const folder = createFolder();
    fs.chownSync(folder, NOBODY, NOBODY);
    const first = await start({ folder, uid: NOBODY });
    await first.ready();
    expect([first.pid, ...first.rolePids(), databasePid(folder)].map(ownerOf)).toEqual(
      Array.from({ length: 5 }, () => NOBODY),
    );
    first.kill('SIGTERM');
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect(serverProcesses(folder)).toEqual([]);

    const second = await start({ folder, uid: NOBODY });
    await second.ready();
    expect(await get(`${second.url}/readyz`)).toBe(200);
  },
);

test.runIf(asRoot)(
  'as root the database runs as another account, and its data are its own',
  async () => {
    const folder = createFolder();
    const instance = await start({ folder });
    await instance.ready();
    const owner = ownerOf(databasePid(folder));
    expect(owner).not.toBe(0);
    const data = fs.statSync(path.join(folder, 'postgres'));
    expect([data.uid, data.mode & 0o077]).toEqual([owner, 0]);
    expect(fs.statSync(path.join(folder, 'secrets.json')).mode & 0o077).toBe(0);
  },
);
