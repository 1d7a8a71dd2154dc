import path from 'node:path';
import { text } from 'node:stream/consumers';
import { authorizeOperator } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { isUnavailable } from '@/lib/platform/db-errors';
import { createDeps } from '@/lib/platform/deps';
import { EnvError } from '@/lib/platform/env';
import { redactText } from '@/lib/platform/log';
import { SetupError } from '@/scripts/data-folder.mjs';
import { openDatabase } from '@/server/open-database';
import { UsageError, type CommandIo } from './command';
import { commands, usageText } from './commands';

/** How a command ends: done, refused or failed, called wrongly (as shells do), or set up wrongly (sysexits.h). */
const exits = { done: 0, failed: 1, usage: 2, misconfigured: 78 } as const;

/** The checkout: this file runs from operator/, its bundle from dist/. */
const root = path.dirname(import.meta.dirname);

const ioFor = (command: string): CommandIo => ({
  root,
  print: (line) => process.stdout.write(`${line}\n`),
  readInput: () => text(process.stdin),
  withOperator: (work) =>
    openDatabase(root, async (env) => {
      // Standard output is the command's; of the log only what went wrong is of use here.
      const deps = createDeps({ ...env, LOG_LEVEL: 'error' }, 'operator');
      try {
        return await work({ deps, env, grant: authorizeOperator(command, deps.ids.next()) });
      } finally {
        await Promise.all([deps.db.close(), deps.limits.close()]);
      }
    }),
});

const complain = (line: string) => process.stderr.write(`${line}\n`);

/** What went wrong in one line, without a stack; a fault of ours says so. */
function explain(error: unknown): string {
  if (error instanceof AppError) {
    return [error.publicMessage, ...Object.values(error.fieldErrors).flat()]
      .filter((line, index, all) => all.indexOf(line) === index)
      .join(' ');
  }
  if (isUnavailable(error)) return 'The database cannot be reached. Nothing was changed.';
  return `Unexpected: ${redactText(error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ')}`;
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(`${usageText()}\n`);
    return name === undefined ? exits.usage : exits.done;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    complain(`There is no command "${name}".\n\n${usageText()}`);
    return exits.usage;
  }
  try {
    await command.run(args, ioFor(name));
    return exits.done;
  } catch (error) {
    if (error instanceof UsageError) {
      complain(
        `${error.message}\nUsage: npm run operator -- ${`${name} ${command.usage}`.trimEnd()}`,
      );
      return exits.usage;
    }
    const misconfigured = error instanceof EnvError || error instanceof SetupError;
    complain(misconfigured ? error.message : explain(error));
    return misconfigured ? exits.misconfigured : exits.failed;
  }
}

process.exitCode = await main(process.argv.slice(2));
