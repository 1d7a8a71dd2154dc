import readline from 'node:readline';
import type { Readable } from 'node:stream';

/** Takes lines of log, each a JSON object, and whatever else a library prints. */
export type LogPrinter = { write: (line: string) => void };

const COLOURS: Record<string, number> = { debug: 90, info: 36, warn: 33, error: 31, fatal: 31 };

/** One stream for all processes: as it is for machines, readable on a terminal. */
export function createLogPrinter(out: NodeJS.WriteStream): LogPrinter {
  const render = out.isTTY ? toReadableLine : (line: string) => line;
  return { write: (line) => void out.write(`${render(line.trimEnd())}\n`) };
}

/** Prints what a role writes. A line that is no JSON object is put into one, so that all are. */
export function printRole(role: string, from: Readable, printer: LogPrinter): void {
  readline.createInterface({ input: from }).on('line', (line) => {
    if (line.trim() === '') return;
    printer.write(
      line.startsWith('{') ? line : JSON.stringify({ level: 'info', role, msg: line.trim() }),
    );
  });
}

function toReadableLine(line: string): string {
  const entry = parse(line);
  if (entry === undefined) return line;
  const { level, role, time, msg, err, ...rest } = entry;
  const clock = typeof time === 'string' ? time.slice(11, 19) : '        ';
  const colour = COLOURS[String(level)] ?? 0;
  const more = Object.keys(rest).length > 0 ? ` \u001b[90m${JSON.stringify(rest)}\u001b[0m` : '';
  const stack = (err as { stack?: unknown } | undefined)?.stack;
  const trace = typeof stack === 'string' ? `\n\u001b[90m${stack}\u001b[0m` : '';
  const head = `\u001b[90m${clock} ${text(role).padEnd(10)}\u001b[0m`;
  return `${head} \u001b[${colour}m${text(level).padEnd(5)}\u001b[0m ${text(msg)}${more}${trace}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
