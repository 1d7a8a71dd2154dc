/**
 * Every code that a refusal can carry to a client. The HTTP status of each is in `statusOf`.
 * Codes are part of the contract: clients branch on them, so they are added, never renamed.
 */
const statuses = {
  'bad-request': 400,
  unauthenticated: 401,
  'invalid-credentials': 401,
  'email-unverified': 403,
  forbidden: 403,
  'mfa-required': 403,
  /** An organization does not open to the address from which the request came. */
  'ip-not-allowed': 403,
  /** An organization finds the session too old, or too long unused. Others may still open. */
  'sign-in-again': 403,
  'sign-in-method-refused': 403,
  'sso-required': 403,
  'cross-site': 403,
  'reauthentication-required': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  /** What was decided upon is not what is there now: look again. */
  changed: 409,
  'last-admin': 409,
  'last-sign-in-method': 409,
  'organization-deleting': 409,
  'challenge-invalid': 401,
  'link-invalid': 410,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-input': 422,
  'code-invalid': 422,
  'rate-limited': 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statuses;

/** Whether a text is the code of a refusal. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(statuses, text);
}

export type FieldErrors = Record<string, string[]>;

type AppErrorOptions = {
  /** For the log only; may name ids and reasons that the client must not learn. */
  detail?: string;
  cause?: unknown;
  /** Messages to be shown beside fields, by field name. */
  fieldErrors?: FieldErrors;
  /** Whole seconds until it is worth trying again; becomes `Retry-After`. */
  retryAfterSeconds?: number;
};

/** A refusal with two halves: `code` and `publicMessage` for the client, `detail` and `cause` for the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly detail: string | undefined;
  readonly fieldErrors: FieldErrors;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, publicMessage: string, options: AppErrorOptions = {}) {
    super(
      options.detail ?? publicMessage,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'AppError';
    this.code = code;
    this.publicMessage = publicMessage;
    this.detail = options.detail;
    this.fieldErrors = options.fieldErrors ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The HTTP status of a refusal (RFC 9110 §15). */
export function statusOf(code: ErrorCode): number {
  return statuses[code];
}

/** A refusal of one field's value, for 422. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid-input', message, { fieldErrors: { [field]: [message] } });
}

/** For whatever would change an organization that is being deleted. */
export function beingDeleted(cause?: unknown): AppError {
  return new AppError(
    'organization-deleting',
    'This organization is being deleted, and nothing in it can be changed. Its Admins can keep it.',
    { cause },
  );
}

/**
 * The one answer for what does not exist and for what belongs to somebody else, so that nobody learns which.
 */
export function notFound(noun: string): AppError {
  return new AppError('not-found', `We could not find that ${noun}.`);
}
