import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { levelOfComplaint, printRole } from './log-printer';

type Line = { level: string; time: string; role: string; msg: string };

/** What is printed of a role that writes these pieces and ends. */
async function printed(pieces: string[], levelOf?: (text: string) => string): Promise<string[]> {
  const lines: string[] = [];
  const from = new PassThrough();
  printRole('web', from, { write: (line) => void lines.push(line) }, levelOf);
  for (const piece of pieces) from.write(piece);
  from.end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return lines;
}
const parse = (lines: string[]) => lines.map((line) => JSON.parse(line) as Line);

test('lines of JSON pass as they are', async () => {
  const line = '{"level":"warn","role":"web","msg":"as it is"}';
  expect(await printed([`${line}\n`])).toEqual([line]);
});

test('another line becomes one, with time, role and level', async () => {
  const [line] = parse(await printed(['▲ Next.js\n']));
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    role: 'web',
    msg: '▲ Next.js',
  });
});

const failure = `\u001b[31m⨯\u001b[39m Error: the page failed
    at Page (/app/page.tsx:3:9)
    at async render (/app/render.ts:1:1) {
  digest: '123456'
}
`;

test('an error that Next prints in pieces becomes one line at level error, without colours', async () => {
  const pieces = [failure.slice(0, 40), failure.slice(40), '⨯ Error: another\n'];
  const lines = parse(await printed(pieces, levelOfComplaint));
  expect(lines.map(({ level }) => level)).toEqual(['error', 'error']);
  expect(lines[0]?.msg).toMatch(/^⨯ Error: the page failed\n.*page\.tsx/);
  expect(lines[0]?.msg).toMatch(/digest: '123456'\n}$/);
  expect(lines[1]?.msg).toBe('⨯ Error: another');
});

test('what belongs together does not wait for the next line', async () => {
  const lines: string[] = [];
  const from = new PassThrough();
  printRole('web', from, { write: (line) => void lines.push(line) }, levelOfComplaint);
  from.write(failure);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(lines).toHaveLength(1);
  from.end();
});

test('a line of JSON comes after what was said before it', async () => {
  const lines = await printed(['first\n{"msg":"second"}\n']);
  expect(lines.map((line) => (JSON.parse(line) as Line).msg)).toEqual(['first', 'second']);
});

test.each([
  ['⚠ metadataBase is not set', 'warn'],
  ['(node:12) [DEP0040] DeprecationWarning: punycode', 'warn'],
  ['(Use `node --trace-deprecation ...` to show where the warning was created)', 'warn'],
  ['⨯ Error: no', 'error'],
  ['node:internal/process: thrown', 'error'],
])('%s is of level %s', (text, level) => {
  expect(levelOfComplaint(text)).toBe(level);
});

test('secrets in what a role prints are left out', async () => {
  const [line] = await printed(['Error: sk-api-0123456789abcdef\n'], levelOfComplaint);
  expect(line).toContain('sk-api-[redacted]');
});
