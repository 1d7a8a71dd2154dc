import type { ErrorCode, FieldErrors } from './errors';

/** What a form knows after its Server Action answered. */
export type ActionState<T = unknown> =
  | { status: 'idle' }
  | { status: 'ok'; data: T }
  | {
      status: 'error';
      code: ErrorCode;
      message: string;
      fieldErrors: FieldErrors;
      requestId?: string;
      retryAfterSeconds?: number;
    };

export const idle: ActionState<never> = { status: 'idle' };
