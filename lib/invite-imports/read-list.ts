import { AppError } from '@/lib/kernel/errors';
import { decodeText, type TextEncoding } from '@/lib/platform/decode-text';
import { CsvFault, detectDelimiter, readCsv, type CsvDelimiter } from '@/lib/platform/read-csv';
import { maxImportBytes, maxImportMegabytes, maxImportRows } from './model';
import { readColumns, rowsOf, scoreOfHeader, type Columns, type GivenRow } from './read-columns';

/** Where a list came from, and the field of the form that its faults are told beside. */
export type ListSource =
  { kind: 'file'; bytes: Uint8Array; fileName: string } | { kind: 'pasted'; text: string };

export type ReadList = {
  rows: GivenRow[];
  encoding: TextEncoding;
  delimiter: CsvDelimiter;
  ignoredColumns: string[];
};

const bounds = { recordLength: 20_000, columns: 50, lines: 100_000 };
const maxIgnoredNamed = 20;

/**
 * The lines of a file or of what was pasted, with what each says.
 * @throws AppError `payload-too-large`, `unsupported-media-type` for another kind of file, `invalid-input` with the line.
 */
export async function readList(source: ListSource): Promise<ReadList> {
  const field = source.kind;
  const { text, encoding } = source.kind === 'file' ? textOf(source.bytes) : pasted(source.text);
  const delimiter = detectDelimiter(text, scoreOfHeader);
  const rows: GivenRow[] = [];
  let columns: Columns | null = null;
  try {
    for await (const { line, cells } of readCsv(text, delimiter, bounds)) {
      if (columns === null) {
        const understood = readColumns(cells);
        if (typeof understood === 'string') throw new CsvFault(line, understood);
        columns = understood;
        if (columns.kind === 'table') continue;
      }
      rows.push(...rowsOf(line, cells, columns));
      if (rows.length > maxImportRows) throw tooManyRows(field);
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    throw refused(field, `Line ${error.line.toLocaleString('en')}: ${error.problem}`);
  }
  if (rows.length === 0) {
    throw refused(field, 'There is no address in it. Put one on each line.');
  }
  const ignoredColumns = columns?.kind === 'table' ? columns.ignored : [];
  return { rows, encoding, delimiter, ignoredColumns: ignoredColumns.slice(0, maxIgnoredNamed) };
}

function textOf(bytes: Uint8Array): { text: string; encoding: TextEncoding } {
  if (bytes.length > maxImportBytes) throw tooLarge();
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded;
  const { fault } = decoded;
  if (fault.kind === 'unreadable') {
    throw refused(
      'file',
      `Line ${fault.line.toLocaleString('en')} holds signs that are neither UTF-8, UTF-16 nor Latin-1. Save the file as “CSV UTF-8”.`,
    );
  }
  const message = `This is ${fault.what}, not a CSV file. In a spreadsheet, choose “Save as” and “CSV UTF-8”.`;
  throw new AppError('unsupported-media-type', message, { fieldErrors: { file: [message] } });
}

function pasted(text: string): { text: string; encoding: TextEncoding } {
  if (text.length > maxImportBytes) throw tooLarge();
  const at = text.indexOf('\0');
  if (at !== -1) throw refused('pasted', 'This holds signs that are no text.');
  return { text, encoding: 'utf-8' };
}

const refused = (field: string, message: string) =>
  new AppError('invalid-input', message, { fieldErrors: { [field]: [message] } });

const tooManyRows = (field: string) =>
  refused(
    field,
    `A file may hold at most ${maxImportRows.toLocaleString('en')} lines. Split it in two or more.`,
  );

/** @returns the refusal of what is longer than a list may be. */
export function tooLarge(): AppError {
  const message = `A file may have at most ${maxImportMegabytes} MB. Split it in two or more.`;
  return new AppError('payload-too-large', message, { fieldErrors: { file: [message] } });
}
