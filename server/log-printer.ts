import readline from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { redactText } from '@/lib/platform/log';

/** Takes lines of log, each a JSON object, and whatever else a library prints. */
export type LogPrinter = { write: (line: string) => void };

const COLOURS: Record<string, number> = { debug: 90, info: 36, warn: 33, error: 31, fatal: 31 };

/** One stream for all processes: as it is for machines, readable on a terminal. */
export function createLogPrinter(out: NodeJS.WriteStream): LogPrinter {
  const render = out.isTTY ? toReadableLine : (line: string) => line;
  return { write: (line) => void out.write(`${render(line.trimEnd())}\n`) };
}

/** Long enough for the lines of one stack to come. */
const TOGETHER_MILLISECONDS = 50;

/**
 * Prints what a role writes. What is no JSON object is put into one, so that all lines are; a stack becomes one with
 * the line it belongs to.
 */
export function printRole(
  role: string,
  from: Readable,
  printer: LogPrinter,
  levelOf: (text: string) => string = () => 'info',
): void {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (waiting.length === 0) return;
    const msg = redactText(stripVTControlCharacters(waiting.join('\n')).trim());
    waiting = [];
    printer.write(
      JSON.stringify({ level: levelOf(msg), time: new Date().toISOString(), role, msg }),
    );
  };
  const lines = readline.createInterface({ input: from });
  lines.on('close', flush);
  lines.on('line', (line) => {
    if (line.startsWith('{')) {
      flush();
      printer.write(line);
    } else if (line.trim() !== '') {
      // Stacks are indented, and what Next prints of an error's fields ends in a brace.
      if (!/^[\s}]/.test(line)) flush();
      waiting.push(line);
      clearTimeout(timer);
      timer = setTimeout(flush, TOGETHER_MILLISECONDS);
    }
  });
}

/** The level of what a role says on standard error: Next and node mark what is only a warning. */
export function levelOfComplaint(text: string): string {
  return /^⚠|^\(node:\d+\) |^\(Use `node --trace/.test(text) ? 'warn' : 'error';
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
