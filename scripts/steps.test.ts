import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const steps = path.join(import.meta.dirname, 'steps.mjs');

/** What a script that takes one step shows, where nobody sits at a terminal. */
function takeStep(work: string): string[] {
  const script = `
    import { runQuietly, step } from ${JSON.stringify(steps)};
    await step('Doing it', () => ${work}).catch(({ message }) => console.error(message));`;
  const args = ['--input-type=module', '--eval', script];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stderr.trim().split('\n');
}

test('a step is announced, and its end told with the time that it took', () => {
  const [begun, ended] = takeStep("runQuietly('node', ['--version'])");
  expect(begun).toBe('Doing it …');
  expect(ended).toMatch(/^Doing it: done in \d+\.\d s$/);
});

test('a program that fails in a step is shown with how it ended and what it said last', () => {
  const lines = takeStep("runQuietly('sh', ['-c', 'seq 100; echo the reason >&2; exit 3'])");
  expect(lines[1]).toMatch(/^Doing it: failed after \d+\.\d s$/);
  expect(lines[2]).toContain('ended with 3:');
  expect(lines.slice(3)).toEqual([
    ...Array.from({ length: 39 }, (_, index) => String(index + 62)),
    'the reason',
  ]);
});

test('a program that is not there is named', () => {
  expect(takeStep("runQuietly('no-such-program', [])").join(' ')).toContain('no-such-program');
});
