import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOf } from './csv';
import { detectDelimiter, readCsv, type CsvDelimiter } from './read-csv';

const bounds = { recordLength: 20_000, columns: 50, lines: 100_000 };
async function read(text: string, delimiter: CsvDelimiter = detectDelimiter(text)) {
  const records = [];
  for await (const record of readCsv(text, delimiter, bounds)) records.push(record);
  return records;
}
const cellsOf = async (text: string) => (await read(text)).map(({ cells }) => cells);

describe('csv-spectrum', () => {
  const folder = path.dirname(createRequire(import.meta.url).resolve('csv-spectrum'));
  const names = readdirSync(path.join(folder, 'csvs')).map((name) => path.basename(name, '.csv'));

  /** The package tells another telephone number than its own file. */
  const corrected = (expected: unknown) => ({
    ...(expected as object),
    'Contact Phone Number': '2095257564',
  });

  test('has all of its files here', () => {
    expect(names).toHaveLength(12);
  });

  test.each(names)('%s is read as it should be', async (name) => {
    const text = readFileSync(path.join(folder, 'csvs', `${name}.csv`), 'utf8');
    const expected = JSON.parse(
      readFileSync(path.join(folder, 'json', `${name}.json`), 'utf8'),
    ) as unknown;
    const [header = [], ...rows] = await cellsOf(text);
    const objects = rows.map((cells) =>
      Object.fromEntries(header.map((key, at) => [key, cells[at]])),
    );
    expect(objects).toEqual(name === 'location_coordinates' ? [corrected(expected)] : expected);
  });
});

describe('a record', () => {
  test.each(['\n', '\r\n', '\r'])('ends in %j, and knows its line', async (end) => {
    const text = ['a,b', '1,"x', 'y"', '', ',', '2,z', ''].join(end);
    expect((await read(text)).map(({ line, cells }) => [line, cells[0]])).toEqual([
      [1, 'a'],
      [2, '1'],
      [6, '2'],
    ]);
  });

  test('may mix the ends of lines, as files do that were edited in two places', async () => {
    expect(await cellsOf('a,b\r\n1,2\n3,4\r5,6')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
  });

  test('reads back what we write, whatever it holds', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `x${text}`);
    const row = fc.array(cell, { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        const text = csvOf(rows);
        const back = (await read(text, ',')).map(({ cells }) => cells);
        expect(back).toEqual(rows);
      }),
    );
  });

  test('never hangs or fails otherwise than with a line, whatever the file holds', async () => {
    const sign = fc.constantFrom('"', ',', ';', '\t', '\n', '\r', 'a', '@', ' ', 'ü');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: sign, maxLength: 60 }), async (text) => {
        await read(text).catch((error: unknown) => {
          expect(error).toMatchObject({ name: 'CsvFault', line: expect.any(Number) as number });
        });
      }),
    );
  });
});

describe('a fault', () => {
  test.each([
    ['a quote that is never closed', 'email\na@example.com\n"b@example.com\nc', 3, /never closed/],
    ['a field of a megabyte', `email\na\n${'x'.repeat(1_000_000)}\n`, 3, /too long/],
    ['a thousand columns', `email\n${'x,'.repeat(999)}x\n`, 2, /1,000 columns/],
  ])('%s is told with its line', async (_name, text, line, problem) => {
    await expect(read(text)).rejects.toMatchObject({
      line,
      problem: expect.stringMatching(problem) as string,
    });
  });
});

describe('the delimiter', () => {
  test.each([
    ['a,b,c', ','],
    ['a;b;c', ';'],
    ['a\tb\tc', '\t'],
    ['"a;b;c",d', ','],
    ['\r\n\r\na;b', ';'],
    ['alone', ','],
    ['', ','],
  ])('of %j is %j', (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });

  test('is the one that makes sense, where another is more frequent', () => {
    const addresses = (cells: readonly string[]) =>
      cells.filter((cell) => /^[^,;\s]+@[^,;\s]+$/.test(cell)).length;
    expect(detectDelimiter('a@example.com,Developer,One;Two;Three', addresses)).toBe(',');
  });
});

// Five megabytes of line breaks held a core for half a minute.
test.each(['\n', '\r', '\r\n'])(
  'no more lines are read than make sense, empty ones too: %j',
  async (end) => {
    await expect(read(`a@example.com${end.repeat(100_000)}`)).resolves.toHaveLength(1);
    const began = performance.now();
    await expect(read(end.repeat(2_500_000), ',')).rejects.toMatchObject({
      line: 100_002,
      problem: 'A file may have at most 100,000 lines, empty ones too.',
    });
    expect(performance.now() - began).toBeLessThan(500);
  },
);
