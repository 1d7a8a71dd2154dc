import { expect, test } from 'vitest';
import { countPlaywright, countVitest, judge } from './count.mjs';

const good = { passed: 3, failed: 0, skipped: 0 };

test('a part that went well counts its tests', () => {
  expect(judge(0, good)).toEqual(good);
});

test('a part that ended badly counts one failure at least, whatever it reported', () => {
  expect(judge(1, good)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(judge('SIGKILL', good).failed).toBe(1);
  expect(judge(1, { passed: 3, failed: 2, skipped: 0 }).failed).toBe(2);
});

test('a part that broke before it could report has failed, even with exit code 0', () => {
  expect(judge(0, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a part that ran no test has failed, skipped ones notwithstanding', () => {
  expect(judge(0, { passed: 0, failed: 0, skipped: 7 }).failed).toBe(1);
});

test('a file of tests that cannot be loaded counts as a failure', () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ],
  };
  expect(countVitest(JSON.stringify(report))).toEqual({ passed: 2, failed: 2, skipped: 2 });
});

test('a browser test that passed on a second try, and an error outside of any test, are failures', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  const report = JSON.stringify({ stats, errors: [{ message: 'global setup' }] });
  expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: 2 });
});
