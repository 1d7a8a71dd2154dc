import { expect, test } from 'vitest';
import { readStatus, statusLines } from '@/operator/status';
import packageJson from '@/package.json';
import { createPerson, houseOfFile } from '@/tests/support/people';
import { runCommand } from './terminal';

const house = houseOfFile();

test('it counts what is there, and names version and migrations', async () => {
  const admin = ['create-admin', '--email', 'ada@example.com', '--name', 'Ada Byron'];
  await runCommand(house, [...admin, '--organization', 'One']);
  await runCommand(house, [...admin, '--organization', 'Two']);
  await runCommand(house, ['suspend-organization', 'two']);
  await createPerson(house);
  const status = await readStatus(house.deps, {
    ROLES: ['web', 'worker'],
    DATABASE_URL: house.database.ownerUrl,
  });
  expect(status).toMatchObject({
    version: packageJson.version,
    roles: ['web', 'worker'],
    users: 2,
    organizations: 2,
    suspendedOrganizations: 1,
    deletingOrganizations: 0,
    keys: 0,
    // The mail of the sign-up, and the job that would send it: no worker runs here.
    mailsWaiting: 1,
    mailsFailed: 0,
    lastMailSentAt: null,
    jobsWaiting: 1,
    jobsGivenUp: 0,
  });
  expect(status.migrations?.applied).toBeGreaterThan(0);
  const lines = statusLines(status);
  expect(lines).toContain('organizations 2, 1 suspended');
  expect(lines.find((line) => line.startsWith('migrations'))).toMatch(/\d+, latest \d{14}_/);
});

test('it names the organizations that are being deleted, and until when they can be kept', async () => {
  await house.sql("UPDATE organizations SET status = 'deleting' WHERE slug = 'one'");
  const lines = await runCommand(house, ['status']);
  expect(lines).toContain('organizations 2, 1 suspended, 1 being deleted');
  expect(lines.join('\n')).toMatch(/ {14}one can be kept until \d{4}-\d\d-\d\dT/);
});

test('it leaves no event: it only looks', async () => {
  const before = await house.sql('SELECT id FROM audit_events');
  await runCommand(house, ['status']);
  expect(await house.sql('SELECT id FROM audit_events')).toHaveLength(before.length);
});
