import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dictionary } from '@zxcvbn-ts/language-common';
import { afterAll, describe, expect, test } from 'vitest';
import type { Config } from '@/lib/platform/deps';
import { createLogger } from '@/lib/platform/log';
import { createPasswordHasher } from '@/lib/platform/password-hasher';
import { findPasswordProblems, judgePassword } from './password-policy';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-passwords-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const logged: string[] = [];
function policyDeps(breachedPasswordsFile?: string) {
  return {
    config: { appUrl: 'http://localhost:3000', mailLeaves: true, breachedPasswordsFile } as Config,
    log: createLogger({
      role: 'test',
      level: 'debug',
      destination: { write: (line) => void logged.push(line) },
    }),
    passwords: createPasswordHasher(2),
  };
}

const ada = { name: 'Ada Byron', email: 'countess@analytical.example' };
const codesOf = async (password: string, owner: object = {}, deps = policyDeps()) =>
  (await findPasswordProblems(deps, password, { ...ada, ...owner })).map(({ code }) => code);

describe('a password is taken', () => {
  test.each([
    'quiet harbour violet engine',
    'zpqmvkwyxrtdhgbnslfc',
    'Jgw73 kfoa28',
    '七つの銅のランタンが漂っている',
    'lantern 🏮 drifts 🌊 seven',
    'x7#'.repeat(3) + ' analytical thinking in the evening',
  ])('%j', async (password) => {
    expect(await codesOf(password)).toEqual([]);
  });

  test('of 128 characters, each of them four bytes long', async () => {
    const signs = Array.from({ length: 128 }, (_, at) => String.fromCodePoint(0x20000 + at * 37));
    expect(await codesOf(signs.join(''))).toEqual([]);
  });
});

describe('a password is refused', () => {
  test.each([
    ['eleven char', ['too-short']],
    ['', ['too-short']],
    ['k7Q!'.repeat(32) + 'x', ['too-long']],
    ['quiet harbour\0violet', ['unusable']],
    ['password1234', ['common']],
    ['PASSWORD1234', ['common']],
    ['aaaaaaaaaaaaaaaa', ['guessable']],
    ['qwertyuiopasdf', ['common']],
    ['zxcvbnm,./asdfgh', ['guessable']],
    ['adabyron1234', ['personal']],
    ['AdaByron2026!', ['personal']],
    ['byron.ada.99', ['personal']],
    ['countess@analytical.example', ['personal']],
    ['gatehouse1815', ['personal']],
  ])('%j: %j', async (password, codes) => {
    expect(await codesOf(password)).toEqual(codes);
  });

  test('made of the name of an organization', async () => {
    const owner = { organizationNames: ['Northwind Robotics'] };
    expect(await codesOf('NorthwindRobotics7', owner)).toEqual(['personal']);
    expect(await codesOf('northwind keeps seven lanterns', owner)).toEqual([]);
  });

  test('that was used before', async () => {
    const deps = policyDeps();
    const previousHashes = [await deps.passwords.hash('quiet harbour violet engine')];
    expect(await codesOf('quiet harbour violet engine', { previousHashes }, deps)).toEqual([
      'reused',
    ]);
  });

  test('that stands on the list of zxcvbn, whichever of it is long enough', async () => {
    const long = dictionary['passwords-common'].filter((password) => password.length >= 12);
    expect(long.length).toBeGreaterThan(200);
    const taken: string[] = [];
    for (const password of long) {
      if (!(await codesOf(password)).includes('common')) taken.push(password);
    }
    expect(taken).toEqual([]);
  });
});

describe('the operator’s own list', () => {
  test('is refused too, without regard to case', async () => {
    const file = path.join(folder, 'breached.txt');
    writeFileSync(file, 'short\r\nLantern-Harbour-Seven\r\nlast-without-a-newline');
    const deps = policyDeps(file);
    expect(await codesOf('lantern-harbour-SEVEN', {}, deps)).toEqual(['common']);
    expect(await codesOf('last-without-a-newline', {}, deps)).toEqual(['common']);
  });

  test('that cannot be read is told to the operator, and the lists that ship still hold', async () => {
    const deps = policyDeps(path.join(folder, 'missing.txt'));
    expect(await codesOf('password1234', {}, deps)).toEqual(['common']);
    expect(logged.join()).toContain('BREACHED_PASSWORDS_FILE cannot be read');
  });
});

test('two passwords that differ only after 72 bytes are two', async () => {
  const { passwords } = policyDeps();
  const beginning = 'quiet harbour violet engine '.repeat(3);
  const hash = await passwords.hash(`${beginning}one`);
  expect(await passwords.verify(hash, `${beginning}two`)).toBe(false);
});

test('the meter never shows a refused password as strong, nor a taken one as weak', async () => {
  const deps = policyDeps();
  expect((await judgePassword(deps, 'adabyron1234', ada)).score).toBeLessThan(3);
  expect((await judgePassword(deps, 'quiet harbour violet engine', ada)).score).toBe(4);
});
