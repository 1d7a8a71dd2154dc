/** Codes that one set holds (DESIGN of the console: shown once, each for one use). */
export const recoveryCodeCount = 10;
/** Fewer than this left, and the person is told to make new ones. */
export const fewRecoveryCodes = 3;
/** How long a secret that was shown waits for its first code. */
export const enrolmentSeconds = 15 * 60;
/** First codes tried for one secret that was shown. */
export const enrolmentTries = 10;

/** What the security page says of a person's second factor. */
export type MfaStatus =
  { isOn: false } | { isOn: true; since: Date; lastUsedAt: Date | null; recoveryCodesLeft: number };

/** What somebody typed, without the spaces and dashes that people put between digits. */
export function normalizeTotpCode(typed: string): string {
  return typed.replace(/[\s-]/g, '');
}
