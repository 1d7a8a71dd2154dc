import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accountDoors, orgDoors, publicActions, publicPages, publicRoutes } from './doors';
import { exportedValues, isServerActionFile, parse, sourceFiles, type Export } from './sources';

type Door = Export & { door: string };

const doorsOf = (file: string): Door[] =>
  exportedValues(parse(file)).map((value) => ({ ...value, door: `${file}#${value.name}` }));

const actionFiles = sourceFiles('app', /\.tsx?$/).filter((file) => isServerActionFile(parse(file)));
const actions = actionFiles.flatMap(doorsOf);
// `dynamic` and the like are Next's settings of a route, not doors.
const methods = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|re-export.*)$/;
const routes = sourceFiles('app', /^route\.tsx?$/)
  .flatMap(doorsOf)
  .filter(({ name, madeBy }) => methods.test(name) || madeBy === 're-export');
const doors = [...actions, ...routes];

const madeBy = (wrapper: RegExp, among: Door[] = doors) =>
  among
    .filter((door) => wrapper.test(door.madeBy))
    .map(({ door }) => door)
    .sort();

test.each(actionFiles)('%s: Server Actions live in files named actions.ts', (file) => {
  expect(file).toMatch(/(^|\/)actions\.ts$/);
});

test('every action and route is made by a wrapper, or is a public route on the list', () => {
  const wrapper =
    /^(orgAction|accountAction|publicAction|orgRoute|orgUpload|accountRoute|apiRoute)$/;
  const bare = doors.filter((door) => !wrapper.test(door.madeBy)).map(({ door }) => door);
  expect(bare.sort()).toEqual([...publicRoutes].sort());
});

test('the actions without a grant are those on the list', () => {
  expect(madeBy(/^publicAction$/)).toEqual([...publicActions].sort());
});

test('the actions and routes of a person are those on the list', () => {
  expect(madeBy(/^account(Action|Route)$/)).toEqual([...accountDoors].sort());
});

test('each action and route of an organization asks for the permission that is written down here', () => {
  const asked = doors
    .filter(({ madeBy: wrapper }) => /^(orgAction|orgRoute|orgUpload|apiRoute)$/.test(wrapper))
    .map(({ door, firstArgument }) => [door, firstArgument]);
  expect(Object.fromEntries(asked)).toEqual(orgDoors);
});

describe('pages', () => {
  const pages = sourceFiles('app', /^(page|layout|template|default)\.tsx$/);
  /** A page may load through a file beside it, which then is what asks. */
  const asks = /\b(pageAccess|requireMember|requirePerson|loadKey|loadEvent)\(/;
  test('each page asks for a session or a grant, or is on the list', () => {
    const unguarded = pages.filter((file) => !asks.test(readFileSync(file, 'utf8')));
    expect(unguarded.sort()).toEqual([...publicPages].sort());
  });
});
