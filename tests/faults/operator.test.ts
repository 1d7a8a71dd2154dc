import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { emptyVariables } from '@/scripts/test/environment.mjs';
import {
  cleanUp,
  createFolder,
  databasePid,
  get,
  root,
  serverProcesses,
  start,
  until,
} from './instance';

afterEach(cleanUp);

type Run = { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> };

/** `npm run operator -- <command>`, on the data in `folder`. */
function operator(folder: string, ...args: string[]): Run {
  const child = spawn(process.execPath, ['scripts/operator.mjs', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...emptyVariables(root), GATEHOUSE_DATA_DIR: folder },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
  return { child, ended };
}

test('without a running Gatehouse a command brings the database up, and takes it down after', async () => {
  const folder = createFolder();
  const { code, output } = await operator(folder, 'status').ended;
  expect(output).toContain('organizations 0');
  expect(code).toBe(0);
  expect(serverProcesses(folder)).toEqual([]);
});

test('beside a running Gatehouse a command leaves it and its database alone', async () => {
  const folder = createFolder();
  const instance = await start({ folder });
  await instance.ready();
  const before = [databasePid(folder), ...instance.rolePids()];
  expect((await operator(folder, 'status').ended).code).toBe(0);
  expect([databasePid(folder), ...instance.rolePids()]).toEqual(before);
  expect(await get(`${instance.url}/readyz`)).toBe(200);
});

test('a link leads to the Gatehouse that runs, on the port that it alone was given', async () => {
  const folder = createFolder();
  const instance = await start({ folder });
  await instance.ready();
  const createAdmin = (organization: string) => {
    const person = ['--email', `${organization}@example.com`, '--name', 'Ada Byron'];
    return operator(folder, 'create-admin', ...person, '--organization', organization).ended;
  };
  expect((await createAdmin('first')).output).toContain(`${instance.url}/reset-password?token=`);
  instance.kill('SIGTERM');
  await instance.exited;
  expect(fs.existsSync(path.join(folder, 'running.json'))).toBe(false);
  const after = (await createAdmin('second')).output;
  expect(after).toContain('http://localhost:3000/reset-password?token=');
});

test('a command that Ctrl-C ends takes its database down too', async () => {
  const folder = createFolder();
  const { child, ended } = operator(folder, 'demo');
  await until('its database runs', 60_000, () => serverProcesses(folder).length > 0);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(serverProcesses(folder)).toEqual([]);
});
