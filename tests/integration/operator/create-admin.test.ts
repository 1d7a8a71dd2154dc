import { describe, expect, test } from 'vitest';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { UsageError } from '@/operator/command';
import { testRequest } from '@/tests/support/deps';
import {
  breakAudit,
  createPerson,
  freshEmail,
  goodPassword,
  noCookies,
  otherPassword,
  tokenIn,
  houseOfFile,
} from '@/tests/support/people';
import { refusalOf } from '@/tests/support/tenants';
import { runCommand } from './terminal';

const house = houseOfFile();

const argumentsFor = (email: string, organization: string) => [
  'create-admin',
  '--email',
  email,
  '--name',
  'Ada Byron',
  '--organization',
  organization,
];

const roleIn = async (slug: string, email: string, password = goodPassword) => {
  const input = { email, password };
  const tokens = requireSignedIn(
    await signInWithPassword(house.deps, testRequest(), input, noCookies),
  );
  const session = await findSession(house.deps, tokens.sessionToken, slug);
  return session?.membership?.role;
};

const eventsOf = (label: string) =>
  house.sql<{ action: string; actor_kind: string; actor_id: string }>(
    `SELECT action, actor_kind, actor_id FROM audit_events WHERE target_label LIKE $1 ORDER BY ctid`,
    [`%${label}%`],
  );

const rowsOf = async (email: string, organization: string) => {
  const users = await house.sql('SELECT id FROM users WHERE email = $1', [email]);
  const organizations = await house.sql('SELECT id FROM organizations WHERE name = $1', [
    organization,
  ]);
  return { users: users.length, organizations: organizations.length };
};

describe('a new person', () => {
  test('with a password from standard input, signs in with it as the Admin of the organization', async () => {
    const email = freshEmail();
    const args = [...argumentsFor(email, 'Byron Engines'), '--password-stdin'];
    const printed = await runCommand(house, args, `${goodPassword}\n`);
    expect(printed[0]).toMatch(/^Organization Byron Engines: slug byron-engines, Group ID \d{19}$/);
    expect(printed[1]).toBe(`Its Admin is Ada Byron <${email}>.`);
    expect(printed).toHaveLength(2);
    expect(await roleIn('byron-engines', email)).toBe('admin');
  });

  test('and the log names the operator for both, without the password', async () => {
    const email = freshEmail();
    await runCommand(
      house,
      [...argumentsFor(email, 'Logged'), '--password-stdin'],
      `${goodPassword}\n`,
    );
    const operator = { actor_kind: 'operator', actor_id: 'create-admin' };
    expect(await eventsOf(email)).toEqual([{ action: 'user.created', ...operator }]);
    expect(await eventsOf('Logged')).toEqual([{ action: 'organization.created', ...operator }]);
    const all = await house.sql('SELECT * FROM audit_events');
    expect(JSON.stringify(all)).not.toContain(goodPassword);
    expect(house.deps.logged()).not.toContain(goodPassword);
  });

  test('without one gets a link that sets it, once', async () => {
    const email = freshEmail();
    const printed = await runCommand(house, argumentsFor(email, 'Linked'));
    const link = printed.find((line) => line.includes('http')) ?? '';
    const token = tokenIn(link.trim());
    const set = (password: string) => resetPassword(house.deps, testRequest(), { token, password });
    await set(otherPassword);
    expect(await roleIn('linked', email, otherPassword)).toBe('admin');
    expect((await refusalOf(set(goodPassword))).code).toBe('link-invalid');
  });

  test.each([
    ['short', 'short'],
    ['common', 'password1234'],
    ['made of their own name', 'Byron12345678'],
    ['empty', ''],
  ])('is not made with a password that is %s', async (_what, password) => {
    const email = freshEmail();
    const args = [...argumentsFor(email, 'Refused'), '--password-stdin'];
    const refusal = await refusalOf(runCommand(house, args, `${password}\n`));
    expect(refusal.fieldErrors.password).toHaveLength(1);
    expect(await rowsOf(email, 'Refused')).toEqual({ users: 0, organizations: 0 });
  });

  test('is not made where the event cannot be written', async () => {
    const email = freshEmail();
    const mend = await breakAudit(house);
    try {
      await expect(runCommand(house, argumentsFor(email, 'Silent'))).rejects.toThrow();
    } finally {
      await mend();
    }
    expect(await rowsOf(email, 'Silent')).toEqual({ users: 0, organizations: 0 });
  });
});

describe('somebody who has an account', () => {
  test('gets the organization and keeps the password: no link is given out for it', async () => {
    const { email } = await createPerson(house);
    const printed = await runCommand(house, argumentsFor(email, 'Second House'));
    expect(printed.join('\n')).not.toContain('http');
    expect(await roleIn('second-house', email)).toBe('admin');
    expect(await eventsOf(email)).not.toContainEqual(
      expect.objectContaining({ action: 'user.created' }),
    );
  });

  test('is given no other password, and nothing is made', async () => {
    const { email } = await createPerson(house);
    const args = [...argumentsFor(email, 'Third House'), '--password-stdin'];
    const refusal = await refusalOf(runCommand(house, args, `${otherPassword}\n`));
    expect(refusal.code).toBe('conflict');
    expect(refusal.publicMessage).toContain('leave the password out');
    expect(await rowsOf(email, 'Third House')).toEqual({ users: 1, organizations: 0 });
  });
});

describe('after a run that made the person and then failed', () => {
  const finishing =
    'An earlier run made the person and no organization: this one finished its work.';

  /** A run that fails between the two. */
  async function failBetween(args: string[], input = ''): Promise<void> {
    await house.sql('ALTER TABLE organizations ADD CONSTRAINT broken CHECK (false) NOT VALID');
    try {
      await expect(runCommand(house, args, input)).rejects.toThrow();
    } finally {
      await house.sql('ALTER TABLE organizations DROP CONSTRAINT broken');
    }
  }
  const withPassword = (args: string[]) => [...args, '--password-stdin'];

  test('the same command makes the organization, says so, and gives the link that nobody saw', async () => {
    const email = freshEmail();
    const args = argumentsFor(email, 'Half Made');
    await failBetween(args);
    expect(await rowsOf(email, 'Half Made')).toEqual({ users: 1, organizations: 0 });
    const printed = await runCommand(house, args);
    expect(printed[0]).toBe(finishing);
    expect(await rowsOf(email, 'Half Made')).toEqual({ users: 1, organizations: 1 });
    const links = await house.sql(
      `SELECT 1 FROM link_tokens l JOIN users u ON u.id = l.user_id WHERE u.email = $1 AND l.consumed_at IS NULL`,
      [email],
    );
    expect(links).toHaveLength(1);
    const token = tokenIn((printed.find((line) => line.includes('http')) ?? '').trim());
    await resetPassword(house.deps, testRequest(), { token, password: goodPassword });
    expect(await roleIn('half-made', email)).toBe('admin');
    expect(await eventsOf(email)).toContainEqual(
      expect.objectContaining({ action: 'user.created', actor_id: 'create-admin' }),
    );
  });

  test('so does the same command with the same password', async () => {
    const email = freshEmail();
    const args = withPassword(argumentsFor(email, 'Half Typed'));
    await failBetween(args, `${goodPassword}\n`);
    const printed = await runCommand(house, args, `${goodPassword}\n`);
    expect(printed[0]).toBe(finishing);
    expect(printed.join('\n')).not.toContain('http');
    expect(await rowsOf(email, 'Half Typed')).toEqual({ users: 1, organizations: 1 });
    expect(await roleIn('half-typed', email)).toBe('admin');
  });

  test('another password is refused, and the first one stays', async () => {
    const email = freshEmail();
    const args = withPassword(argumentsFor(email, 'Half Changed'));
    await failBetween(args, `${goodPassword}\n`);
    const refusal = await refusalOf(runCommand(house, args, `${otherPassword}\n`));
    expect(refusal.code).toBe('conflict');
    expect(await rowsOf(email, 'Half Changed')).toEqual({ users: 1, organizations: 0 });
    await runCommand(house, argumentsFor(email, 'Half Changed'));
    expect(await roleIn('half-changed', email)).toBe('admin');
  });

  test('once it is finished, another run gives no way in any more', async () => {
    const email = freshEmail();
    await failBetween(argumentsFor(email, 'Half Once'));
    await runCommand(house, argumentsFor(email, 'Half Once'));
    const printed = (await runCommand(house, argumentsFor(email, 'Half Twice'))).join('\n');
    expect(printed).not.toContain('http');
    expect(printed).not.toContain(finishing);
  });
});

describe('arguments', () => {
  const good = argumentsFor('somebody@example.com', 'Never Made');
  const change = (name: string, value: string) =>
    good.map((each, index) => (good[index - 1] === name ? value : each));

  test.each([
    ['an address that is none', change('--email', 'somebody'), '--email: Enter an email address'],
    ['no name', change('--name', '  '), '--name: Enter your name.'],
    ['no organization', good.slice(0, 5), '--organization: '],
    ['an unknown option', [...good, '--role', 'admin'], "Unknown option '--role'"],
    ['something loose', [...good, 'loose'], 'There is an argument too many.'],
  ])('%s are refused in one line that names them', async (_what, args, said) => {
    const error = await runCommand(house, args).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toContain(said);
    expect((error as UsageError).message).not.toContain('\n');
    expect((await rowsOf('somebody@example.com', 'Never Made')).users).toBe(0);
  });

  test.each([
    ['--password', goodPassword],
    [`--password=${goodPassword}`],
    ['--password-stdin', goodPassword],
    [`--password-stdin=${goodPassword}`],
  ])('a password among them (%s) is refused, and not repeated', async (...passwordArguments) => {
    const error = await runCommand(house, [...good, ...passwordArguments], '').then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).not.toContain(goodPassword);
  });
});
