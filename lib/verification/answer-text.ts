import {
  refusedAnswerOf,
  validAnswerOf,
  type KeySnapshot,
  type Refusal,
  type RefusedAnswer,
  type ValidAnswer,
} from './model';

// Made once for each snapshot and each refusal, and gone with them: an answer costs a look-up.
const texts = new WeakMap<KeySnapshot | Refusal, string>();

/** The JSON of an answer, in ASCII alone. */
export function answerTextOf(key: KeySnapshot): string {
  return texts.get(key) ?? remember(key, validAnswerOf(key));
}

export function refusalTextOf(refusal: Refusal): string {
  return texts.get(refusal) ?? remember(refusal, refusedAnswerOf(refusal));
}

function remember(of: KeySnapshot | Refusal, answer: ValidAnswer | RefusedAnswer): string {
  const text = JSON.stringify(answer).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  texts.set(of, text);
  return text;
}
