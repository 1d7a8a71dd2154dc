// `npm start`: from a fresh checkout to a running Gatehouse. Only Node's own modules are imported
// before the packages are installed.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError } from './data-folder.mjs';
import { ensureInstalled } from './install.mjs';
import { refuseNodeVersion } from './node-version.mjs';
import { loadDotEnv, runScript } from './script.mjs';

const root = path.resolve(import.meta.dirname, '..');

await runScript(async () => {
  const refusal = refuseNodeVersion(process.versions.node);
  if (refusal !== undefined) throw new SetupError(refusal);
  process.chdir(root);
  loadDotEnv(root);
  await ensureInstalled(root, { dev: false });
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt(root);
  await import(pathToFileURL(path.join(root, 'dist', 'server.js')).href);
});
