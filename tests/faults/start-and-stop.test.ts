import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isRunning } from '@/scripts/processes.mjs';
import { cleanUp, createFolder, get, serverProcesses, start, until } from './instance';

afterEach(cleanUp);

test('Ctrl-C stops everything; the next start has its data and makes nothing anew', async () => {
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
  const second = await start({ folder, command: ['npm', 'start', '--silent'] });
  await second.ready();
  console.log(`A second npm start serves after ${Math.round(performance.now() - startedAt)} ms.`);
  expect(second.output()).not.toMatch(/Installing|Generating|Bundling|Building|migrated/);
  second.killGroup('SIGTERM');
  await second.exited;
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s to npm stops what npm started', async (signal) => {
  const folder = createFolder();
  const instance = await start({ folder, command: ['npm', 'start', '--silent'] });
  await instance.ready();
  // A terminal sends it to the whole group, and npm then passes on what it got: the server hears it twice.
  instance.killGroup(signal);
  await instance.exited;
  await until('the server ended', 15_000, () => instance.output().includes('"stopped"'));
  expect(await get(`${instance.url}/healthz`)).toBe(0);
  expect(serverProcesses(folder)).toEqual([]);
});

test('a second Ctrl-C does not wait for requests in hand', async () => {
  const folder = createFolder();
  const instance = await start({ folder });
  await instance.ready();
  const roles = instance.rolePids();
  const stalled = net.connect(instance.port, '127.0.0.1');
  stalled.on('error', () => undefined);
  stalled.write('POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf');
  await new Promise((resolve) => setTimeout(resolve, 200));
  instance.kill('SIGINT');
  await until('it stops', 5_000, () => instance.output().includes('"stopping"'));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(roles.filter(isRunning)).toHaveLength(3);
  instance.kill('SIGINT');
  await instance.exited;
  stalled.destroy();
  expect(roles.filter(isRunning)).toEqual([]);
  expect(serverProcesses(folder)).toEqual([]);
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
  await until('requests are answered', 60_000, () => answers.length > 24);
  instance.kill('SIGTERM');
  await Promise.all(clients);
  expect(await instance.exited).toEqual({ code: 0, signal: null });
  expect(answers.filter((status) => status >= 500)).toEqual([]);
});
