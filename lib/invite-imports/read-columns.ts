import { canonicalEmail } from '@/lib/kernel/email-address';

/** A line of the file, as it stands there. */
export type GivenRow = { line: number; email: string; name: string; role: string; teams: string };

type Column = 'email' | 'name' | 'role' | 'teams';

/** By what is left of a heading without capitals, spaces and signs. */
const headings = new Map<string, Column>([
  ...['email', 'mail', 'emailaddress', 'mailaddress', 'workemail', 'address'].map(as('email')),
  ...['name', 'fullname', 'displayname'].map(as('name')),
  ...['role'].map(as('role')),
  ...['team', 'teams'].map(as('teams')),
]);

/** Of our own result, which can be uploaded again. */
const resultHeadings = new Set(['line', 'result', 'reason']);

function as(column: Column) {
  return (heading: string): [string, Column] => [heading, column];
}

const plain = (heading: string) => heading.toLowerCase().replace(/[^a-z0-9]/g, '');

export const addressIn = (cell: string): string | null => canonicalEmail(namedAddress(cell).email);

/**
 * `Ada <ada@example.com>` as mail programs write it, in its two halves. Cut by hand: an expression that tries every way to
 * part a cell of thousands of spaces stands still over it.
 */
export function namedAddress(cell: string): { name: string; email: string } {
  const text = cell.trim();
  const open = text.indexOf('<');
  const name = text.slice(0, Math.max(open, 0)).trim().replace(/^"/, '').replace(/"$/, '').trim();
  const email = text.slice(open + 1, -1).trim();
  const isNamed = open !== -1 && text.endsWith('>') && !/["<>]/.test(name) && !/[<>]/.test(email);
  return isNamed ? { name, email } : { name: '', email: text };
}

/** How much sense a first line makes, for choosing between delimiters. */
export const scoreOfHeader = (cells: readonly string[]): number =>
  cells.filter((cell) => headings.has(plain(cell)) || addressIn(cell) !== null).length;

export type Columns =
  | { kind: 'table'; at: Partial<Record<Column, number>>; ignored: string[]; isOwnResult: boolean }
  /** No heading, and nothing but addresses: each cell is one. */
  | { kind: 'addresses' };

/**
 * What the columns are, by the first line.
 * @returns a sentence where that cannot be told.
 */
export function readColumns(cells: readonly string[]): Columns | string {
  const found = cells.map((cell) => headings.get(plain(cell)));
  if (!found.includes('email')) {
    const filled = cells.filter((cell) => cell.trim() !== '');
    if (filled.every((cell) => addressIn(cell) !== null)) return { kind: 'addresses' };
    if (cells.length === 1) return 'This is neither an address nor a heading such as “email”.';
    return 'Several columns need a heading each: email, and if you like name, role and teams.';
  }
  const at: Partial<Record<Column, number>> = {};
  for (const [index, column] of found.entries()) {
    if (column === undefined) continue;
    if (at[column] !== undefined) return `Two columns are headed “${column}”. Keep one of them.`;
    at[column] = index;
  }
  const names = new Set(cells.map(plain));
  const isOwnResult = [...resultHeadings].every((heading) => names.has(heading));
  const ignored = cells.filter(
    (cell, index) => found[index] === undefined && !resultHeadings.has(plain(cell)),
  );
  return { kind: 'table', at, ignored: ignored.map((cell) => cell.trim()), isOwnResult };
}

/** A record as rows: one, or of a list of addresses as many as it holds. */
export function rowsOf(line: number, cells: readonly string[], columns: Columns): GivenRow[] {
  if (columns.kind === 'addresses') {
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    return filled.map((email) => ({ line, email, name: '', role: '', teams: '' }));
  }
  const cell = (column: Column) => {
    const text = (cells[columns.at[column] ?? -1] ?? '').trim();
    return columns.isOwnResult ? withoutGuard(text) : text;
  };
  return [
    { line, email: cell('email'), name: cell('name'), role: cell('role'), teams: cell('teams') },
  ];
}

/** Takes off the apostrophe that keeps spreadsheets from running a cell as a formula (`guarded`). */
const withoutGuard = (text: string) =>
  /^'[=+\-@\t\r\uff1d\uff0b\uff0d\uff20']/.test(text) ? text.slice(1) : text;

/** For our own result: with what `withoutGuard` takes off, it reads as it was, though it began with an apostrophe. */
export const guarded = (text: string): string => (text.startsWith("'") ? `'${text}` : text);
