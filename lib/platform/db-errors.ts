import pg from 'pg';

type Refusal = { sqlState?: string; kind?: string; text: string };

/**
 * What Postgres said, wherever it is: in the error itself (pg), in `meta.driverAdapterError.cause` of a query of
 * Prisma's that failed, or in `cause` of its commit.
 */
function refusalOf(error: unknown): Refusal {
  if (typeof error !== 'object' || error === null) return { text: '' };
  if (error instanceof pg.DatabaseError) {
    return {
      ...(error.code !== undefined && { sqlState: error.code }),
      text: JSON.stringify([error.constraint, error.message]),
    };
  }
  const wrapped = error as {
    meta?: { driverAdapterError?: { cause?: unknown } };
    cause?: unknown;
    message?: unknown;
  };
  const cause = (wrapped.meta?.driverAdapterError?.cause ?? wrapped.cause ?? {}) as Record<
    string,
    unknown
  >;
  return {
    ...(typeof cause.originalCode === 'string' ? { sqlState: cause.originalCode } : {}),
    ...(typeof cause.kind === 'string' ? { kind: cause.kind } : {}),
    text: JSON.stringify([cause.constraint, cause.originalMessage, wrapped.message]),
  };
}

/** Whether a write met a unique constraint (SQLSTATE 23505) whose name, fields or message hold `named`. */
export function isUniqueViolation(error: unknown, named = ''): boolean {
  const { sqlState, kind, text } = refusalOf(error);
  const unique =
    sqlState === '23505' ||
    kind === 'UniqueConstraintViolation' ||
    (error as { code?: unknown } | null)?.code === 'P2002';
  return unique && text.includes(named);
}

/** Whether a write met a check, or a trigger that raised one (SQLSTATE 23514), whose name or message holds `named`. */
export function isCheckViolation(error: unknown, named = ''): boolean {
  const { sqlState, text } = refusalOf(error);
  return sqlState === '23514' && text.includes(named);
}

/** Whether a write named a row of another table that is not there (SQLSTATE 23503). */
export function isForeignKeyViolation(error: unknown): boolean {
  const { sqlState, kind } = refusalOf(error);
  return (
    sqlState === '23503' ||
    kind === 'ForeignKeyConstraintViolation' ||
    (error as { code?: unknown } | null)?.code === 'P2003'
  );
}

const unreachableCodes = new Set([
  'P1001',
  'P1002',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOENT',
  '57P01',
  '57P03',
]);
/** What pg says without a code where it got no connection, or lost it. */
const unreachableMessage =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error)/;
const unreachableKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']);

/** Whether the database could not be reached or had no connection to give: 503, and worth trying again. */
export function isUnavailable(error: unknown): boolean {
  const { sqlState, kind } = refusalOf(error);
  const code = (error as { code?: unknown } | null)?.code;
  return (
    (error instanceof Error && unreachableMessage.test(error.message)) ||
    (typeof code === 'string' && unreachableCodes.has(code)) ||
    (sqlState !== undefined && unreachableCodes.has(sqlState)) ||
    (kind !== undefined && unreachableKinds.has(kind))
  );
}
