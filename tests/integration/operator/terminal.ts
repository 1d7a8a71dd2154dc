import { spawn } from 'node:child_process';
import path from 'node:path';
import { authorizeOperator } from '@/lib/authz/authorize';
import { loadEnv, requireServingEnv } from '@/lib/platform/env';
import { commands } from '@/operator/commands';
import { GATEWAY_TOKEN } from '@/tests/support/data-plane';
import type { TestDatabase } from '@/tests/support/database';
import type { TestHouse } from '@/tests/support/people';
import { TEST_APP_SECRET } from '@/tests/support/test-server';

export const root = path.resolve(import.meta.dirname, '../../..');

/** What an installation on this database has in its environment. */
export function operatorEnvironment({
  appUrl,
  systemUrl,
}: Pick<TestDatabase, 'appUrl' | 'systemUrl'>): Record<string, string> {
  return {
    DATABASE_APP_URL: appUrl,
    DATABASE_SYSTEM_URL: systemUrl,
    APP_SECRET: TEST_APP_SECRET,
    GATEWAY_TOKENS: GATEWAY_TOKEN,
    APP_URL: 'http://localhost:3000',
  };
}

/** Runs a command in this process, on the test's own clock and database, and returns the lines that it prints. */
export async function runCommand(
  { database, deps }: TestHouse,
  [name = '', ...args]: string[],
  input = '',
  /** Hears each line as it is printed: those before a refusal too. */
  hear: (line: string) => void = () => undefined,
): Promise<string[]> {
  const lines: string[] = [];
  const env = requireServingEnv(loadEnv(operatorEnvironment(database)));
  await commands[name]?.run(args, {
    root,
    print: (line) => {
      lines.push(line);
      hear(line);
    },
    readInput: () => Promise.resolve(input),
    withOperator: (work) =>
      work({ deps, env, grant: authorizeOperator(name, `request-of-${name}`) }),
  });
  return lines;
}

export type Ended = { code: number | null; stdout: string; stderr: string };

/** Starts `npm run operator -- …` as an operator does: in a process of its own, with nothing but what it is given. */
export function startOperator(environment: Record<string, string>, args: string[]) {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_ENV: 'production' as const, ...environment };
  return spawn(process.execPath, ['scripts/operator.mjs', ...args], { cwd: root, env });
}

/** The same, until it ends. */
export function runOperator(
  environment: Record<string, string>,
  args: string[],
  input = '',
): Promise<Ended> {
  const child = startOperator(environment, args);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
