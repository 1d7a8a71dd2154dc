import ts from 'typescript';
import { expect, test } from 'vitest';
import { callsOf, parse, sourceFiles } from './sources';

/** The only places that may look beyond one organization or person, and why each does. */
const crossings: Record<string, string[]> = {
  'find-session': ['lib/sessions/session-lookup.ts'],
  'send-mail': ['lib/notices/send-mail.ts'],
};

function usedCrossings(): Record<string, string[]> {
  const used: Record<string, Set<string>> = {};
  for (const file of [
    ...sourceFiles('lib', /\.ts$/),
    ...sourceFiles('app', /\.tsx?$/),
    ...sourceFiles('operator', /\.ts$/),
  ]) {
    for (const call of callsOf(parse(file), 'asSystem')) {
      const name = call.arguments[1];
      const key = name && ts.isStringLiteral(name) ? name.text : `not a literal in ${file}`;
      (used[key] ??= new Set()).add(file);
    }
  }
  return Object.fromEntries(Object.entries(used).map(([name, files]) => [name, [...files].sort()]));
}

test('each crossing of the tenant wall is named, and stands in the files that are listed here and no other', () => {
  expect(usedCrossings()).toEqual(crossings);
});

test('the client of the system role is used directly only where one statement needs no transaction', () => {
  const direct = sourceFiles('lib', /\.ts$/).filter((file) =>
    /\bdb\.system\b/.test(parse(file).text),
  );
  expect(direct).toEqual(['lib/platform/db.ts', 'lib/sessions/session-lookup.ts']);
});
