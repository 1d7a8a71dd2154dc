import { CsvError, parse } from 'csv-parse';

export const csvDelimiters = [',', ';', '\t'] as const;
export type CsvDelimiter = (typeof csvDelimiters)[number];

export type CsvRecord = {
  /** Where it begins in the file, from 1. */
  line: number;
  cells: string[];
};

export type CsvBounds = {
  /** Characters of one line, quoted line breaks included. */
  recordLength: number;
  columns: number;
  /** Line breaks of the whole text, those of empty lines too: each costs the parser as much as a line that holds something. */
  lines: number;
};

/** A file that is no CSV, with the line that says so. */
export class CsvFault extends Error {
  constructor(
    readonly line: number,
    readonly problem: string,
  ) {
    super(`line ${line}: ${problem}`);
    this.name = 'CsvFault';
  }
}

/** So many characters go to the parser at once: others get their turn in between. */
const pieceLength = 65_536;

const problems: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened here and never closed.',
  CSV_MAX_RECORD_SIZE: 'This line is too long.',
};

/**
 * The records of a CSV (RFC 4180) one after the other, empty ones left out. Lines may end in CRLF, LF or CR.
 * @throws CsvFault
 */
export async function* readCsv(
  text: string,
  delimiter: CsvDelimiter,
  bounds: CsvBounds,
): AsyncGenerator<CsvRecord> {
  requireLines(text, bounds.lines);
  // Counted here, while it is parsed: the parser takes a CRLF inside quotes for two lines, and a fault ends the stream
  // before what came ahead of it was read.
  let next = 1;
  const begins: number[] = [];
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // A quote inside a field that does not begin with one stands for itself.
    relax_quotes: true,
    max_record_size: bounds.recordLength,
    on_record: (cells) => {
      begins.push(next);
      next += 1 + lineBreaksIn(cells);
      return cells;
    },
  });
  void feed(parser, text);
  try {
    let index = 0;
    for await (const cells of parser as AsyncIterable<string[]>) {
      const line = begins[index++] ?? next;
      if (cells.length > bounds.columns) {
        throw new CsvFault(
          line,
          `This line has ${cells.length.toLocaleString('en')} columns. At most ${bounds.columns} make sense.`,
        );
      }
      if (cells.some((cell) => cell !== '')) yield { line, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CsvFault(next, problems[error.code] ?? 'This line cannot be read as CSV.');
  }
}

/** Before anything is parsed, and no further than it takes to know. */
function requireLines(text: string, most: number): void {
  let line = 1;
  for (const _ of text.matchAll(/\r\n|\n|\r/g)) {
    line += 1;
    if (line > most + 1) {
      throw new CsvFault(
        line,
        `A file may have at most ${most.toLocaleString('en')} lines, empty ones too.`,
      );
    }
  }
}

/** Not a stream of its own: what stops reading stops this too. */
async function feed(parser: ReturnType<typeof parse>, text: string): Promise<void> {
  for (let at = 0; at < text.length && !parser.destroyed; at += pieceLength) {
    const hasRoom = parser.write(text.slice(at, at + pieceLength));
    if (!hasRoom)
      await new Promise((resolve) => parser.once('drain', resolve).once('close', resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (!parser.destroyed) parser.end();
}

const lineBreaksIn = (cells: readonly string[]) =>
  cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

/**
 * What separates the columns, by the first line that holds anything.
 * @param scoreOf how much sense the cells make that a delimiter leads to; of equals the one with more columns is taken.
 */
export function detectDelimiter(
  text: string,
  scoreOf: (cells: readonly string[]) => number = () => 0,
): CsvDelimiter {
  const head = firstLine(text);
  const ranked = csvDelimiters
    .map((delimiter) => ({ delimiter, cells: roughCells(head, delimiter) }))
    .map(({ delimiter, cells }) => ({ delimiter, score: scoreOf(cells), columns: cells.length }))
    .sort((a, b) => b.score - a.score || b.columns - a.columns);
  return ranked[0]?.delimiter ?? ',';
}

/** Up to a line break outside quotes; no more than anybody's header. */
function firstLine(text: string): string {
  const start = text.search(/[^\r\n]/);
  if (start === -1) return '';
  const head = text.slice(start, start + 10_000);
  let quoted = false;
  for (let at = 0; at < head.length; at += 1) {
    if (head[at] === '"') quoted = !quoted;
    else if (!quoted && (head[at] === '\n' || head[at] === '\r')) return head.slice(0, at);
  }
  return head;
}

/** Good enough to choose by: quotes guard what they hold, and are taken off the ends. */
function roughCells(line: string, delimiter: CsvDelimiter): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === delimiter && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += sign;
  }
  return [...cells, cell];
}
