import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sha256 } from '@/lib/platform/crypto';
import { socketUrl, withClient } from '@/scripts/postgres/connection.mjs';
import { findPlace } from '@/scripts/postgres/place.mjs';
import { cleanUp, createFolder, start, until } from './instance';

afterEach(cleanUp);

type Secrets = { APP_SECRET: string; POSTGRES_PASSWORD: string };

test('a page that fails is told of in lines of JSON alone, with its number and the id of the request', async () => {
  const folder = createFolder();
  const instance = await start({ folder });
  await instance.ready();
  const text = fs.readFileSync(path.join(folder, 'secrets.json'), 'utf8');
  const { APP_SECRET, POSTGRES_PASSWORD: password } = JSON.parse(text) as Secrets;
  const { sockets } = findPlace(folder);
  await withClient(socketUrl({ sockets, password, database: 'gatehouse' }), (client) =>
    client.query('ALTER TABLE sessions RENAME TO sessions_elsewhere'),
  );

  const id = Buffer.from(sha256(`instance:${APP_SECRET}`))
    .toString('hex')
    .slice(0, 6);
  const response = await fetch(`${instance.url}/account/security`, {
    headers: { cookie: `gatehouse-session-${id}=${'a'.repeat(43)}` },
  });
  await response.text();
  await until('Next said so too', 5_000, () => instance.output().includes('⨯'));

  const lines = instance
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      role: 'web',
      msg: 'a page failed',
      digest: expect.any(String) as string,
      requestId: response.headers.get('x-request-id'),
    }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      role: 'web',
      msg: expect.stringContaining('⨯') as string,
    }),
  );
});
