/** @typedef {import('./run-part.mjs').Result} Result */

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);

/** @param {string} name */
export function showStart(name) {
  say(`▸ ${name}`);
}

/**
 * What a part that failed printed is shown with it, unless it was seen already.
 *
 * @param {Result} result
 */
export function showResult(result) {
  if (result.failed > 0 && result.output.trim() !== '') say(`\n${result.output.trimEnd()}\n`);
  say(`${line(result)}\n`);
}

/**
 * All parts once more, and the sum as the last line.
 *
 * @param {Result[]} results
 * @returns {number} the exit code
 */
export function finish(results) {
  const unseen = results.filter(({ name }) => name === 'setup');
  for (const { output } of unseen) say(`\n${output.trimEnd()}`);
  say('');
  for (const result of results) say(line(result));
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  const failed = sum('failed');
  say(`\n${sum('passed')} passed, ${failed} failed`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

/** @param {Result} result */
function line({ name, passed, failed, skipped, seconds }) {
  const counts = [`${passed} passed`];
  if (failed > 0) counts.push(`${failed} failed`);
  if (skipped > 0) counts.push(`${skipped} skipped`);
  const mark = failed > 0 ? '✖' : '✔';
  return `${mark} ${name.padEnd(13)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${counts.join(', ')}`;
}
