/** The first version of each line of Node that the packages run on. */
const OLDEST = [
  [20, 19],
  [22, 12],
  [24, 0],
];

/**
 * What is wrong with this Node, in one line, or undefined.
 *
 * @param {string} version such as `20.19.1`
 */
export function refuseNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = OLDEST.some(([line = 0, from = 0]) => major === line && minor >= from);
  if (fits || major > 24) return undefined;
  return `Gatehouse needs Node 20.19, 22.12 or 24 and newer; this is ${version}. Get one from https://nodejs.org or with your version manager.`;
}
