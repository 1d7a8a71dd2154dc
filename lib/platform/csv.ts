import { stringify } from 'csv-stringify/sync';

/** Rows as CSV. What spreadsheets would run as a formula is made text (OWASP "CSV injection"). RFC 4180 line ends. */
export function csvOf(rows: readonly (readonly (string | null)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}
