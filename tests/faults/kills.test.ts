import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isRunning } from '@/scripts/processes.mjs';
import { cleanUp, createFolder, databasePid, get, serverProcesses, start, until } from './instance';

afterEach(cleanUp);

test('a role that is killed is started again, and the others go on', async () => {
  const instance = await start({ folder: createFolder() });
  await instance.ready();
  const before = { web: instance.rolePid('web'), dataPlane: instance.rolePid('data-plane') };
  process.kill(before.web, 'SIGKILL');
  expect(await get(`${instance.url}/healthz`)).toBe(200);
  await until('web is back', 20_000, async () => (await get(`${instance.url}/sign-in`)) === 200);
  expect(instance.rolePid('web')).not.toBe(before.web);
  expect(instance.rolePid('data-plane')).toBe(before.dataPlane);
});

test('each other role that is killed is started again too', async () => {
  const instance = await start({ folder: createFolder() });
  await instance.ready();
  for (const role of ['data-plane', 'worker']) {
    const killed = instance.rolePid(role);
    process.kill(killed, 'SIGKILL');
    await until(`${role} is back`, 20_000, () => {
      const pids = instance.rolePids();
      return pids.length === 3 && !pids.includes(killed);
    });
  }
  await until('ready', 20_000, async () => (await get(`${instance.url}/readyz`)) === 200);
});

test('after kill -9 of the database it is started again; readiness says so at once', async () => {
  const folder = createFolder();
  const instance = await start({ folder });
  await instance.ready();
  const roles = instance.rolePids();
  const killed = databasePid(folder);
  process.kill(killed, 'SIGKILL');
  await until('not ready', 2_000, async () => (await get(`${instance.url}/readyz`)) === 503);
  await until('ready again', 20_000, async () => (await get(`${instance.url}/readyz`)) === 200);
  expect(databasePid(folder)).not.toBe(killed);
  expect(instance.rolePids()).toEqual(roles);
});

test('after kill -9 of the server its roles leave, and the next start adopts the database', async () => {
  const folder = createFolder();
  const first = await start({ folder });
  await first.ready();
  const roles = first.rolePids();
  const database = databasePid(folder);
  first.kill('SIGKILL');
  await first.exited;
  await until('the roles left', 15_000, () => roles.filter(isRunning).length === 0);
  expect(isRunning(database)).toBe(true);

  const second = await start({ folder, port: first.port });
  await second.ready();
  expect(databasePid(folder)).toBe(database);
  second.kill('SIGTERM');
  await second.exited;
  expect(serverProcesses(folder)).toEqual([]);
});

test('after kill -9 of both at once the next start serves', async () => {
  const folder = createFolder();
  const first = await start({ folder });
  await first.ready();
  process.kill(databasePid(folder), 'SIGKILL');
  first.kill('SIGKILL');
  const second = await start({ folder, port: first.port });
  await second.ready();
  expect(await get(`${second.url}/readyz`)).toBe(200);
});

test('lock files with the number of a process that nobody buries do not keep the database from starting', async () => {
  const folder = createFolder();
  const first = await start({ folder });
  await first.ready();
  const locks = ['postgres/postmaster.pid', 'run/.s.PGSQL.5432.lock'].map((name) => ({
    file: path.join(folder, name),
    text: fs.readFileSync(path.join(folder, name), 'utf8'),
  }));
  first.kill('SIGTERM');
  await first.exited;

  const { uid, gid } = fs.statSync(path.join(folder, 'postgres'));
  // Its child ends only when the shell, which would bury it, has become a sleep that does not.
  const keeper = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 600'], { uid, gid });
  const zombie = await new Promise<string>((resolve) => {
    keeper.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  await until('it is a zombie', 5_000, () => !isRunning(Number(zombie)));
  expect(fs.existsSync(`/proc/${zombie}`)).toBe(true);
  for (const { file, text } of locks) {
    fs.writeFileSync(file, text.replace(/^\d+/, zombie), { mode: 0o600 });
    fs.chownSync(file, uid, gid);
  }
  const second = await start({ folder });
  await second.ready();
  expect(await get(`${second.url}/readyz`)).toBe(200);
  keeper.kill();
});

test('two copies with data folders of their own know nothing of each other', async () => {
  const folders = [createFolder(), createFolder()] as const;
  const [first, second] = await Promise.all(folders.map((folder) => start({ folder })));
  await Promise.all([first?.ready(), second?.ready()]);
  expect(databasePid(folders[0])).not.toBe(databasePid(folders[1]));
  first?.kill('SIGTERM');
  await first?.exited;
  expect(serverProcesses(folders[0])).toEqual([]);
  expect(await get(`${second?.url}/readyz`)).toBe(200);
});

test('two copies on one data folder share the database; who leaves first does not stop it', async () => {
  const folder = createFolder();
  const first = await start({ folder });
  await first.ready();
  const second = await start({ folder });
  await second.ready();
  first.kill('SIGTERM');
  await first.exited;
  expect(await get(`${second.url}/readyz`)).toBe(200);
  second.kill('SIGTERM');
  await second.exited;
  expect(serverProcesses(folder)).toEqual([]);
});
