import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commands } from '@/operator/commands';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { goodPassword } from '@/tests/support/people';
import { freePort } from '@/tests/support/gatehouse';
import { operatorEnvironment, runOperator, type Ended } from './terminal';

// Each is a process or several, and the first one builds.
vi.setConfig({ testTimeout: 180_000 });

let database: TestDatabase;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  environment = operatorEnvironment(database);
});
afterAll(() => database.drop());

const run = (...args: string[]) => runOperator(environment, args);

const secrets = () =>
  [database.appUrl, database.systemUrl, database.ownerUrl]
    .map((url) => new URL(url).password)
    // An owner whom the server trusts has none.
    .filter((password) => password !== '')
    .concat(environment.APP_SECRET ?? '', environment.GATEWAY_TOKENS ?? '', goodPassword);

/** One line on standard error and nothing on standard output. A first run says that it builds. */
function expectOneLine({ stdout, stderr }: Ended, said: string) {
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Bundling'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(said);
  expect(stdout).toBe('');
}

describe('npm run operator', () => {
  test('lists its commands, and says what is no command', async () => {
    const helped = await run('help');
    expect(helped.code).toBe(0);
    for (const name of Object.keys(commands)) expect(helped.stdout).toContain(`  ${name}`);
    const [none, unknown, inherited] = await Promise.all([
      run(),
      run('drop-everything'),
      run('constructor'),
    ]);
    expect([none.code, unknown.code, inherited.code]).toEqual([2, 2, 2]);
    expect(unknown.stderr).toContain('There is no command "drop-everything".');
  });

  test('shows how a command is called when it is called wrongly', async () => {
    const { code, stderr } = await run('suspend-organization');
    expect(code).toBe(2);
    expect(stderr).toContain('slug: Name the organization by its slug.');
    expect(stderr).toContain('Usage: npm run operator -- suspend-organization SLUG');
  });

  test('ends with 1 and one line where it refuses', async () => {
    const ended = await run('suspend-organization', 'nobody-here');
    expect(ended.code).toBe(1);
    expectOneLine(ended, 'There is no organization with the slug "nobody-here".');
  });

  test('ends with 78 and one line that names the variable where it is set up wrongly', async () => {
    const ended = await runOperator({ ...environment, APP_SECRET: 'short' }, ['status']);
    expect(ended.code).toBe(78);
    expectOneLine(ended, 'APP_SECRET needs at least 32 characters');
  });

  test('says in one line that the database is not there, without its password', async () => {
    const away = (address: string) => {
      const url = new URL(address);
      url.search = '';
      url.host = `127.0.0.1:${port}`;
      return url.toString();
    };
    const port = await freePort();
    const ended = await runOperator(
      {
        ...environment,
        DATABASE_APP_URL: away(database.appUrl),
        DATABASE_SYSTEM_URL: away(database.systemUrl),
      },
      ['status'],
    );
    expect(ended.code).toBe(1);
    expectOneLine(ended, 'The database cannot be reached. Nothing was changed.');
  });

  test('makes an Admin with a password that only standard input carried', async () => {
    const ended = await runOperator(
      environment,
      [
        ...['create-admin', '--email', 'ada@example.com', '--name', 'Ada Byron'],
        ...['--organization', 'Byron Engines', '--password-stdin'],
      ],
      `${goodPassword}\n`,
    );
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('Its Admin is Ada Byron <ada@example.com>.');
    for (const secret of secrets()) expect(ended.stdout + ended.stderr).not.toContain(secret);
  });

  test('tells how the installation is, without a secret', async () => {
    const { code, stdout, stderr } = await run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^organizations +1$/m);
    expect(stdout).toMatch(/^users +1$/m);
    expect(stdout).toMatch(/^keys +0$/m);
    expect(stdout).toMatch(/^database +PostgreSQL \d+/m);
    expect(stdout).toMatch(/^mails +0 waiting, 0 given up, last sent never$/m);
    // The serving roles do not see migrations, and the owner's address was not given.
    expect(stdout).toMatch(/^migrations +not known here$/m);
    for (const secret of secrets()) expect(stdout + stderr).not.toContain(secret);
  });
});
