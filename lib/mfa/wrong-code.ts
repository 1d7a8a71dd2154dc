import { AppError } from '@/lib/kernel/errors';
import type { SecondFactorProof } from './spend-second-factor';

/** The ordinary refusal of a second factor. @param field the name of the field in which it was typed. */
export function wrongCode(kind: SecondFactorProof['kind'], field: string): AppError {
  const message =
    kind === 'totp'
      ? 'That is not the code that your app shows now, or it was used before. Wait for the next one.'
      : 'That is none of your recovery codes, or it was used before.';
  return new AppError('code-invalid', message, { fieldErrors: { [field]: [message] } });
}
