import { parseArgs, type ParseArgsConfig } from 'node:util';
import type * as z from 'zod';
import type { OperatorGrant } from '@/lib/authz/authorize';
import type { Deps } from '@/lib/platform/deps';
import type { ServingEnv } from '@/lib/platform/env';

/** What a command works with once it asked for the database. */
export type Operator = { deps: Deps; grant: OperatorGrant; env: ServingEnv };

export type CommandIo = {
  /** The checkout. */
  root: string;
  /** One line for the person at the terminal. */
  print: (line: string) => void;
  /** All of standard input, for secrets, which have no place among the arguments that other users of the machine see. */
  readInput: () => Promise<string>;
  /** Opens the database for the work, and closes it again. A command that works on files alone never asks. */
  withOperator: <T>(work: (operator: Operator) => Promise<T>) => Promise<T>;
};

export type Command = {
  /** The arguments, as the usage text shows them. */
  usage: string;
  summary: string;
  run(args: string[], io: CommandIo): Promise<void>;
};

/** The arguments are not what the command takes. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads arguments by `node:util` and checks them.
 * @throws UsageError in one line that names the argument.
 */
export function readArguments<S extends z.ZodType>(
  args: string[],
  options: NonNullable<ParseArgsConfig['options']>,
  schema: S,
  positional?: string,
): z.output<S> {
  const result = schema.safeParse(valuesOf(args, options, positional));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = String(issue?.path[0]);
  throw new UsageError(`${name in options ? `--${name}` : name}: ${issue?.message ?? 'is wrong'}`);
}

// What it was is not repeated: it may be a password that somebody meant for standard input.
const oneTooMany = 'There is an argument too many.';

function valuesOf(
  args: string[],
  options: NonNullable<ParseArgsConfig['options']>,
  positional: string | undefined,
): Record<string, unknown> {
  try {
    const allowPositionals = positional !== undefined;
    const { values, positionals } = parseArgs({ args, options, allowPositionals, strict: true });
    if (positionals.length > 1) throw new UsageError(oneTooMany);
    return { ...values, ...(allowPositionals ? { [positional]: positionals[0] } : {}) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') throw new UsageError(oneTooMany);
    const text = error instanceof Error ? error.message : String(error);
    throw new UsageError(text.split('. ')[0] ?? text);
  }
}
