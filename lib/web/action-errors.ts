import { AppError, type FieldErrors } from '@/lib/kernel/errors';
import type { ActionState } from '@/lib/kernel/action-state';
import { isUnavailable } from '@/lib/platform/db-errors';
import type { Logger } from '@/lib/platform/log';
import { isHasherBusy } from '@/lib/platform/password-hasher';
import type * as z from 'zod';

/** Messages of a failed validation, by field: the path joined with dots. */
export function fieldErrorsOf(error: z.ZodError): FieldErrors {
  const errors: FieldErrors = {};
  for (const issue of error.issues) {
    (errors[issue.path.join('.') || 'form'] ??= []).push(issue.message);
  }
  return errors;
}

/** Any error as a refusal that may be shown: what is not ours becomes `unavailable` or `internal`. */
export function publicError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isHasherBusy(error)) {
    return new AppError(
      'unavailable',
      'Gatehouse is very busy right now. Try again in a few seconds.',
      {
        cause: error,
        retryAfterSeconds: 5,
      },
    );
  }
  if (isUnavailable(error)) {
    return new AppError(
      'unavailable',
      'Gatehouse cannot reach its database right now. Nothing was changed. Try again in a moment.',
      {
        cause: error,
        retryAfterSeconds: 5,
      },
    );
  }
  return new AppError('internal', 'Something went wrong on our side. Nothing was changed.', {
    cause: error,
  });
}

/** The state that a form gets for an error; what is our fault is logged with its cause, under an id to quote. */
export function failedState(
  error: unknown,
  requestId: string,
  log: Logger,
): Extract<ActionState, { status: 'error' }> {
  const refusal = publicError(error);
  const isOurFault = refusal.code === 'internal' || refusal.code === 'unavailable';
  if (isOurFault) {
    log.error({ requestId, err: refusal.cause ?? refusal }, 'an action failed');
  }
  return {
    status: 'error',
    code: refusal.code,
    message: refusal.publicMessage,
    fieldErrors: refusal.fieldErrors,
    ...(isOurFault && { requestId }),
    ...(refusal.retryAfterSeconds !== undefined && {
      retryAfterSeconds: refusal.retryAfterSeconds,
    }),
  };
}
