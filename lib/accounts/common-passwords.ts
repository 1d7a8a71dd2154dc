import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Deps } from '@/lib/platform/deps';
import { passwordLength } from './model';

/** Passwords that attackers try first: known from breaches, or named by the operator. */
export type CommonPasswords = { has(password: string): boolean };

/** One load for each file named, and one for none. */
const loads = new Map<string | undefined, Promise<CommonPasswords>>();

/**
 * The 49,233 passwords of zxcvbn, Mozilla's list, and the lines of BREACHED_PASSWORDS_FILE. Loaded when first asked
 * for: they take time and memory that most processes never need.
 */
export async function loadCommonPasswords(
  deps: Pick<Deps, 'config' | 'log'>,
): Promise<CommonPasswords> {
  const file = deps.config.breachedPasswordsFile;
  const loading = loads.get(file) ?? load(file, deps);
  loads.set(file, loading);
  return loading;
}

async function load(
  file: string | undefined,
  { log }: Pick<Deps, 'log'>,
): Promise<CommonPasswords> {
  const [{ dictionary }, { default: mozilla }] = await Promise.all([
    import('@zxcvbn-ts/language-common'),
    import('fxa-common-password-list'),
  ]);
  const known = new Set<string>();
  for (const word of dictionary['passwords-common']) known.add(word.toLowerCase());
  if (file !== undefined) {
    try {
      await readLines(file, known);
    } catch (error) {
      // The lists that ship still hold; the operator must hear of it, the person signing up need not.
      loads.delete(file);
      log.error({ err: error, file }, 'BREACHED_PASSWORDS_FILE cannot be read');
    }
  }
  return {
    has: (password) =>
      known.has(password.toLowerCase()) ||
      mozilla.test(password) ||
      mozilla.test(password.toLowerCase()),
  };
}

/** Shorter ones are refused for their length, so that a list of millions keeps only the few that matter. */
async function readLines(file: string, into: Set<string>): Promise<void> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    if (line.length >= passwordLength.min) into.add(line.toLowerCase());
  }
}
