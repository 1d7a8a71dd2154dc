/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * What a part adds to the sum. A part that ended badly counts at least one failure whatever it reported, and so does one
 * that ran no test or broke before it could report.
 *
 * @param {number | string | null} ending the exit code, or the signal that ended it
 * @param {Count | undefined} reported undefined: no report was written
 * @returns {Count}
 */
export function judge(ending, reported) {
  const { passed, failed, skipped } = reported ?? { passed: 0, failed: 0, skipped: 0 };
  const broken = ending !== 0 || passed + failed === 0;
  return { passed, failed: broken ? Math.max(failed, 1) : failed, skipped };
}

/**
 * Vitest's JSON report. A file that could not even be loaded has no tests to fail, and is counted as one.
 *
 * @param {string} text
 * @returns {Count}
 */
export function countVitest(text) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    JSON.parse(text);
  const unloaded = /** @type {{ status: string, assertionResults: { status: string }[] }[]} */ (
    testResults
  ).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + numTodoTests,
  };
}

/**
 * Playwright's JSON report. A test that passed on a second try has failed.
 *
 * @param {string} text
 * @returns {Count}
 */
export function countPlaywright(text) {
  const { stats, errors } = JSON.parse(text);
  const { expected, unexpected, flaky, skipped } = stats;
  return { passed: expected, failed: unexpected + flaky + errors.length, skipped };
}
