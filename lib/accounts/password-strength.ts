import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { PasswordJudgement } from './model';

export type Strength = {
  score: PasswordJudgement['score'];
  /** Whether the weakness is a word from the person's own details. */
  personal: boolean;
  /** Why, in zxcvbn's words, where it has any. */
  warning: string | null;
};

/**
 * zxcvbn takes time quadratic in the length, and far more for letters written as digits: what 128 hostile characters
 * make 1.7 s is 80 ms within these bounds. A password is at least as hard to guess as its beginning.
 */
const judgedLength = 64;
const l33tMaxSubstitutions = 8;

let loading: Promise<ZxcvbnFactory> | undefined;

async function loadZxcvbn(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    maxLength: judgedLength,
    l33tMaxSubstitutions,
  });
}

/** How hard a password is to guess for somebody who knows the given words (names, addresses) of its owner. */
export async function measureStrength(
  password: string,
  ownWords: readonly string[],
): Promise<Strength> {
  const zxcvbn = await (loading ??= loadZxcvbn());
  const result = zxcvbn.check(password.slice(0, judgedLength), [...ownWords]);
  return {
    score: result.score,
    personal: result.sequence.some(
      (match) => 'dictionaryName' in match && match.dictionaryName === 'userInputs',
    ),
    warning: result.feedback.warning,
  };
}
