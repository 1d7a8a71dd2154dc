import path from 'node:path';

/** What takes longer is taken for hung. The longest needs a few minutes on two cores that it has for itself. */
const LONGEST_MINUTES = 20;

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} command
 * @property {boolean} alone whether it wants the machine to itself
 * @property {'vitest' | 'playwright'} [report] who counts its tests; a part without counts as one
 * @property {number} limitMinutes
 */

/**
 * Everything that `npm test` runs, in order; those that stand side by side and are not `alone`, at the same time.
 *
 * @param {string} root
 * @returns {Part[]}
 */
export function listParts(root) {
  const installed = (/** @type {string[]} */ ...names) => path.join(root, 'node_modules', ...names);
  /** @type {(name: string) => Part} */
  const check = (name) => ({
    name,
    command: ['npm', 'run', '--silent', `check:${name}`],
    alone: false,
    limitMinutes: LONGEST_MINUTES,
  });
  /** @type {(name: string, alone: boolean) => Part} */
  const tests = (name, alone) => ({
    name,
    command: [process.execPath, installed('vitest', 'vitest.mjs'), 'run', '--project', name],
    alone,
    report: 'vitest',
    limitMinutes: LONGEST_MINUTES,
  });
  return [
    {
      name: 'build',
      command: [process.execPath, path.join(root, 'scripts', 'build.mjs')],
      alone: true,
      limitMinutes: LONGEST_MINUTES,
    },
    // Mostly waits for what it has killed to come back: the checks have the other processor meanwhile.
    tests('faults', false),
    check('lint'),
    check('types'),
    check('layers'),
    check('dead'),
    check('format'),
    tests('unit', false),
    tests('architecture', false),
    tests('integration', true),
    {
      name: 'browser',
      command: [process.execPath, installed('@playwright', 'test', 'cli.js'), 'test'],
      alone: true,
      report: 'playwright',
      limitMinutes: LONGEST_MINUTES,
    },
  ];
}
