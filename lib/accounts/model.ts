/** Length of a password in characters (Unicode code points); 128 of them are at most 512 bytes. */
export const passwordLength = { min: 12, max: 128 } as const;

/** A new password may not be one of this many before it. */
export const rememberedPasswords = 5;

export const maxNameLength = 80;

/** How long a sign-up waits for its confirmation. */
export const signUpLifetimeSeconds = 24 * 60 * 60;
/** How long the code in a mail that proves an address can be typed instead of opening the link. */
export const mailedCodeLifetimeSeconds = 10 * 60;
export const mailedCodeTries = 5;
/** How long a change of the address waits for its confirmation. */
export const emailChangeLifetimeSeconds = 24 * 60 * 60;
/** How long the address before a change can be brought back, and is kept from others. */
export const emailUndoLifetimeSeconds = 7 * 24 * 60 * 60;
/** How long a link to set a new password works. */
export const resetLifetimeSeconds = 30 * 60;

/** Crockford's base 32: no I, L, O or U, so that a code read aloud or from paper is typed right. */
export const codeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const codeLength = 8;

/** A typed code in the form in which it was mailed: case, spaces, hyphens and the letters that look like digits folded. */
export function normalizeCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

export type PasswordProblem = {
  code: 'too-short' | 'too-long' | 'unusable' | 'common' | 'personal' | 'guessable' | 'reused';
  /** One sentence for whoever chose the password. */
  message: string;
};

/** What a password must be by its form alone; whether it is easy to guess takes dictionaries (password-policy.ts). */
export function decidePasswordForm(password: string): PasswordProblem | null {
  const length = Array.from(password).length;
  if (/[\0\p{Cs}]/u.test(password)) {
    return { code: 'unusable', message: 'This holds a character that cannot be stored.' };
  }
  if (length < passwordLength.min) {
    return { code: 'too-short', message: `Use at least ${passwordLength.min} characters.` };
  }
  if (length > passwordLength.max) {
    return { code: 'too-long', message: `Use at most ${passwordLength.max} characters.` };
  }
  return null;
}

/**
 * How many letters and digits of a password are in none of these words (given in lower case): of "AdaByron1234", for
 * an Ada Byron, four. zxcvbn rates a name with digits behind it by how rare the name is, which says nothing about
 * whoever knows it.
 */
export function lettersBeside(password: string, words: readonly string[]): number {
  const longestFirst = [...words].sort((one, other) => other.length - one.length);
  const rest = longestFirst.reduce(
    (text, word) => text.split(word).join(' '),
    password.toLowerCase(),
  );
  return Array.from(rest.replace(/[^\p{L}\p{N}]/gu, '')).length;
}

/** What the meter under a new password shows. */
export type PasswordJudgement = {
  /** 0 (guessed at once) to 4 (very hard to guess), as zxcvbn counts. */
  score: 0 | 1 | 2 | 3 | 4;
  problems: string[];
};

/** Whether a time zone is one of the IANA database that this machine knows. */
export function isTimeZone(name: string): boolean {
  return name === 'UTC' || timeZones().has(name);
}

let known: Set<string> | undefined;
function timeZones(): Set<string> {
  return (known ??= new Set(Intl.supportedValuesOf('timeZone')));
}
