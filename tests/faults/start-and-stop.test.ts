import { afterEach, expect, test } from 'vitest';
import { isRunning } from '@/scripts/processes.mjs';
import { cleanUp, createFolder, get, root, serverProcesses, start } from './instance';

afterEach(cleanUp);

test('Ctrl-C stops everything, and the next start has its data within 5 seconds', async () => {
  const folder = createFolder();
  const first = await start({ folder });
  await first.ready();
  expect(await get(`${first.url}/readyz`)).toBe(200);
  const roles = first.rolePids();
  expect(roles).toHaveLength(3);

  first.killGroup('SIGINT');
  expect(await first.exited).toEqual({ code: 0, signal: null });
  expect(roles.filter(isRunning)).toEqual([]);
  expect(serverProcesses(folder)).toEqual([]);

  const startedAt = performance.now();
  const second = await start({ folder });
  await second.ready();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(second.output()).not.toContain('migrated the database');
});

test('SIGTERM to npm ends what npm started', async () => {
  const folder = createFolder();
  const instance = await start({ folder, command: ['npm', 'start', '--silent'], cwd: root });
  await instance.ready();
  instance.kill('SIGTERM');
  await instance.exited;
  expect(await get(`${instance.url}/healthz`)).toBe(0);
  expect(serverProcesses(folder)).toEqual([]);
});

test('a second Ctrl-C does not wait for requests in hand', async () => {
  const instance = await start({ folder: createFolder() });
  await instance.ready();
  const roles = instance.rolePids();
  instance.kill('SIGINT');
  instance.kill('SIGINT');
  await instance.exited;
  expect(roles.filter(isRunning)).toEqual([]);
});

test('a request in hand is answered before a stop, and none fails under load', async () => {
  const instance = await start({ folder: createFolder() });
  await instance.ready();
  const answers: number[] = [];
  let accepting = true;
  const client = async () => {
    while (accepting) {
      const status = await get(`${instance.url}/sign-in`, 15_000);
      // Refused is not failed: once it stops, a balancer sends requests elsewhere.
      if (status === 0) accepting = false;
      else answers.push(status);
    }
  };
  const clients = Array.from({ length: 8 }, client);
  await new Promise((resolve) => setTimeout(resolve, 500));
  instance.kill('SIGTERM');
  await Promise.all(clients);
  expect(await instance.exited).toEqual({ code: 0, signal: null });
  expect(answers.length).toBeGreaterThan(8);
  expect(answers.filter((status) => status >= 500)).toEqual([]);
});
