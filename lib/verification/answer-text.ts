import {
  refusalCodes,
  validAnswerOf,
  type KeyFacts,
  type RefusalCode,
  type RefusedAnswer,
  type ValidAnswer,
} from './model';

/** The JSON of the answer to a call that may go on. Made once, when the key is loaded. */
export function validAnswerText(key: KeyFacts): string {
  return asciiJson(validAnswerOf(key));
}

const refusedTexts = Object.fromEntries(
  Object.entries(refusalCodes).map(([code, { statusCode, message }]) => {
    const answer: RefusedAnswer = { valid: false, code: code as RefusalCode, statusCode, message };
    return [code, asciiJson(answer)];
  }),
) as Record<RefusalCode, string>;

/**
 * The JSON of a refusal. It is the same whatever the reason: a caller must not learn whether a key is unknown, revoked
 * or expired.
 */
export function refusedAnswerText(code: RefusalCode): string {
  return refusedTexts[code];
}

/** JSON in ASCII alone (RFC 8259 §7), so that it has as many bytes as characters. */
function asciiJson(answer: ValidAnswer | RefusedAnswer): string {
  return JSON.stringify(answer).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
