import { AppError } from '@/lib/kernel/errors';
import type { Deps } from '@/lib/platform/deps';
import { loadCommonPasswords } from './common-passwords';
import {
  decidePasswordForm,
  lettersBeside,
  passwordLength,
  type PasswordJudgement,
  type PasswordProblem,
} from './model';
import { measureStrength, type Strength } from './password-strength';

/** Whose password it is to be: an attacker who knows these would try them first. */
export type PasswordOwner = {
  name: string;
  email: string;
  organizationNames?: readonly string[];
  /** argon2id hashes of the passwords before, which may not come again. */
  previousHashes?: readonly string[];
};

type PolicyDeps = Pick<Deps, 'config' | 'log' | 'passwords'>;

const weakestAllowed = 3;

/**
 * Everything that is wrong with a new password, worst first; empty where it may be used. NIST SP 800-63B §3.1.1.2:
 * length, and a blocklist of common, expected and compromised ones; no rules about kinds of characters.
 */
export async function findPasswordProblems(
  deps: PolicyDeps,
  password: string,
  owner: PasswordOwner,
): Promise<PasswordProblem[]> {
  const { problems } = await examine(deps, password, owner);
  if (problems.length > 0) return problems;
  return (await isReused(deps, password, owner.previousHashes ?? []))
    ? [{ code: 'reused', message: 'You have used this password before. Choose a new one.' }]
    : [];
}

/** What the meter shows while a password is typed. Whether it was used before is asked only when it is saved. */
export async function judgePassword(
  deps: PolicyDeps,
  password: string,
  owner: PasswordOwner,
): Promise<PasswordJudgement> {
  const { problems, strength } = await examine(deps, password, owner);
  const best = problems.length === 0 ? 4 : weakestAllowed - 1;
  return {
    score: Math.min(strength.score, best) as PasswordJudgement['score'],
    problems: problems.map((problem) => problem.message),
  };
}

/** @throws AppError `invalid-input` with the reasons beside `field`. */
export async function requireGoodPassword(
  deps: PolicyDeps,
  field: string,
  password: string,
  owner: PasswordOwner,
): Promise<void> {
  const problems = await findPasswordProblems(deps, password, owner);
  if (problems.length === 0) return;
  throw new AppError('invalid-input', 'Choose another password.', {
    fieldErrors: { [field]: problems.map((problem) => problem.message) },
  });
}

async function examine(
  deps: PolicyDeps,
  password: string,
  owner: PasswordOwner,
): Promise<{ problems: PasswordProblem[]; strength: Strength }> {
  const strength = await measureStrength(password, wordsOf(owner));
  const malformed = decidePasswordForm(password);
  if (malformed) return { problems: [malformed], strength };
  if ((await loadCommonPasswords(deps)).has(password)) {
    const message = 'This is on lists of common or stolen passwords, which attackers try first.';
    return { problems: [{ code: 'common', message }], strength };
  }
  if (lettersBeside(password, wordsOf(owner)) < passwordLength.min / 2) {
    return { problems: [tooPersonal], strength };
  }
  return { problems: strength.score < weakestAllowed ? [weakness(strength)] : [], strength };
}

const tooPersonal: PasswordProblem = {
  code: 'personal',
  message: 'This is too close to your name, email or organization. Add unrelated words.',
};

function weakness({ personal, warning }: Strength): PasswordProblem {
  if (personal) return tooPersonal;
  return {
    code: 'guessable',
    message: `${warning ?? 'This is easy to guess.'} Add a few unrelated words.`,
  };
}

/** The owner's details as an attacker would use them: whole, and in their parts. */
function wordsOf({ name, email, organizationNames = [] }: PasswordOwner): string[] {
  const whole = [name, email, ...organizationNames, 'gatehouse'];
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  const joined = whole.map((text) => text.replace(/[^\p{L}\p{N}]+/gu, ''));
  const words = [...whole, ...parts, ...joined].map((word) => word.toLowerCase().slice(0, 64));
  return [...new Set(words.filter((word) => word.length >= 3))].slice(0, 60);
}

async function isReused(
  { passwords }: Pick<Deps, 'passwords'>,
  password: string,
  previousHashes: readonly string[],
): Promise<boolean> {
  for (const previous of previousHashes) {
    if (await passwords.verify(previous, password)) return true;
  }
  return false;
}
