import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exportedValues, isServerActionFile, parse, sourceFiles } from './sources';

/** Server Actions that a visitor may call: they begin or end a session, or carry their proof in a token. */
const publicActions: string[] = [];

/** Route handlers of Next that need no grant. */
const publicRoutes: string[] = [];

/** Pages that anybody may open. */
const publicPages: string[] = [];

const actionFiles = sourceFiles('app', /\.tsx?$/).filter((file) => isServerActionFile(parse(file)));

describe('Server Actions', () => {
  test.each(actionFiles)(
    '%s: each is made by a wrapper that asks for a grant, or is on the short list',
    (file) => {
      expect(file, 'actions live in files named actions.ts').toMatch(/(^|\/)actions\.ts$/);
      for (const { name, madeBy } of exportedValues(parse(file))) {
        const door = `${file}#${name}`;
        if (madeBy === 'publicAction') expect(publicActions).toContain(door);
        else
          expect([door, madeBy]).toEqual([
            door,
            expect.stringMatching(/^(orgAction|accountAction)$/),
          ]);
      }
    },
  );

  test('the short list names only actions that exist', () => {
    const existing = actionFiles.flatMap((file) =>
      exportedValues(parse(file)).map(({ name }) => `${file}#${name}`),
    );
    expect(publicActions.filter((door) => !existing.includes(door))).toEqual([]);
  });
});

describe('route handlers', () => {
  const routes = sourceFiles('app', /^route\.ts$/);
  test('each handler is made by a wrapper that asks for a grant, or is on the short list', () => {
    const unguarded = routes.flatMap((file) =>
      exportedValues(parse(file))
        .filter(({ madeBy }) => !/^(orgRoute|accountRoute|apiRoute)$/.test(madeBy))
        .map(({ name }) => `${file}#${name}`),
    );
    expect(unguarded.sort()).toEqual([...publicRoutes].sort());
  });
});

describe('pages', () => {
  const pages = sourceFiles('app', /^(page|layout|template|default)\.tsx$/);
  test('each page asks for a session or a grant, or is on the short list', () => {
    const unguarded = pages.filter(
      (file) => !/\b(pageAccess|requireMember|requirePerson)\(/.test(readFileSync(file, 'utf8')),
    );
    expect(unguarded.sort()).toEqual([...publicPages].sort());
  });
});
