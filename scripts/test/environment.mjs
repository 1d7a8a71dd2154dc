import fs from 'node:fs';
import path from 'node:path';

/**
 * Every variable that Gatehouse reads, emptied. What sets up this machine's own Gatehouse, in the shell or in `.env`,
 * must not change what tests see; an empty variable counts as unset, and keeps `.env` from setting it.
 *
 * @param {string} root
 * @returns {Record<string, string>}
 */
export function emptyVariables(root) {
  const example = fs.readFileSync(path.join(root, '.env.example'), 'utf8');
  const names = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map((match) => String(match[1]));
  return Object.fromEntries(names.map((name) => [name, '']));
}

/**
 * The environment of a part.
 *
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function testEnvironment(root) {
  return { ...process.env, NODE_ENV: 'test', ...emptyVariables(root) };
}
