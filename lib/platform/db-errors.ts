/** What Prisma's pg adapter reports of a refusal by Postgres, wherever in the error it put it. */
function causeOf(error: unknown): { code?: string; constraint?: string } {
  if (typeof error !== 'object' || error === null) return {};
  const meta = (error as { meta?: { driverAdapterError?: { cause?: Record<string, unknown> } } })
    .meta;
  const cause = meta?.driverAdapterError?.cause ?? {};
  const constraint = cause.constraint;
  const fields =
    typeof constraint === 'object' && constraint !== null
      ? JSON.stringify(constraint)
      : typeof constraint === 'string'
        ? constraint
        : undefined;
  return {
    ...(typeof cause.originalCode === 'string' ? { code: cause.originalCode } : {}),
    constraint: `${fields ?? ''} ${typeof cause.originalMessage === 'string' ? cause.originalMessage : ''}`,
  };
}

/** Whether a write met a unique constraint (SQLSTATE 23505), optionally one whose name or fields contain `named`. */
export function isUniqueViolation(error: unknown, named = ''): boolean {
  const { code, constraint = '' } = causeOf(error);
  const byPrisma = (error as { code?: unknown } | null)?.code === 'P2002';
  return (code === '23505' || byPrisma) && constraint.includes(named);
}

/** Whether a write met a check, or a trigger that raised one (SQLSTATE 23514). */
export function isCheckViolation(error: unknown, named = ''): boolean {
  const { code, constraint = '' } = causeOf(error);
  const message = error instanceof Error ? error.message : '';
  return (
    (code === '23514' || message.includes('23514')) && `${constraint} ${message}`.includes(named)
  );
}

const unreachable = new Set([
  'P1001',
  'P1002',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  '57P01',
  '57P03',
]);

/** Whether the database could not be reached or had no connection to give: 503, and worth trying again. */
export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const code = (error as { code?: unknown }).code;
  const original = causeOf(error).code;
  const kind = (error as { cause?: { kind?: unknown } }).cause?.kind;
  return (
    (typeof code === 'string' && unreachable.has(code)) ||
    (original !== undefined && unreachable.has(original)) ||
    kind === 'DatabaseNotReachable' ||
    kind === 'ConnectionClosed' ||
    kind === 'SocketTimeout'
  );
}
