import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cleanUp, createFolder, freePort, start, type Instance } from './instance';

afterEach(cleanUp);

/** What a start that fails says, which must be one line and no stack. */
async function refusal(instance: Instance): Promise<string> {
  expect((await instance.exited).code).toBe(1);
  const lines = instance.output().trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

test.each([
  ['PORT', { PORT: 'eighty' }],
  ['HOST', { HOST: '203.0.113.7' }],
  ['ROLES', { ROLES: 'web,gateway' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/x' }],
  ['APP_SECRET', { DATABASE_URL: 'postgresql://a:b@localhost/c' }],
  ['SMTP_URL', { APP_URL: 'https://console.example.com' }],
  ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '10.0.0.0/99' }],
])('a wrong %s stops the start with one line that names it', async (name, env) => {
  const said = await refusal(await start({ folder: createFolder(), env }));
  expect(said).toContain(name);
});

test('a port that another program has is named in one line', async () => {
  const port = await freePort();
  const other = http.createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  const said = await refusal(await start({ folder: createFolder(), port }));
  other.close();
  expect(said).toContain(`${port} on 127.0.0.1 is taken`);
});

test('a data folder of another major version is refused with what to do', async () => {
  const folder = createFolder();
  fs.mkdirSync(path.join(folder, 'postgres'));
  fs.writeFileSync(path.join(folder, 'postgres', 'PG_VERSION'), '17\n');
  fs.writeFileSync(
    path.join(folder, 'secrets.json'),
    JSON.stringify({
      APP_SECRET: 'a'.repeat(40),
      GATEWAY_TOKENS: 'b'.repeat(40),
      POSTGRES_PASSWORD: 'c',
    }),
  );
  const said = await refusal(await start({ folder }));
  expect(said).toMatch(/PostgreSQL 17.*dump/);
});

test('data without their secrets are refused, not given new ones', async () => {
  const folder = createFolder();
  fs.mkdirSync(path.join(folder, 'postgres'));
  const said = await refusal(await start({ folder }));
  expect(said).toContain('secrets.json is missing');
});
