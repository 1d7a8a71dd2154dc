import path from 'node:path';
import { SetupError } from './data-folder.mjs';
import { ensureInstalled } from './install.mjs';
import { refuseNodeVersion } from './node-version.mjs';

/**
 * Makes a checkout fit to run something of: on a Node that will do, from its own folder, with the packages
 * installed. Only Node's own modules are imported here, since nothing else may be there yet.
 *
 * @param {{ dev: boolean }} options whether the developers' packages are needed too
 * @returns {Promise<string>} the checkout's folder
 */
export async function enterCheckout({ dev }) {
  const root = path.resolve(import.meta.dirname, '..');
  const refusal = refuseNodeVersion(process.versions.node);
  if (refusal !== undefined) throw new SetupError(refusal);
  process.chdir(root);
  await ensureInstalled(root, { dev });
  return root;
}
