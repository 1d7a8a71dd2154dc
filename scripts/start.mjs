// `npm start`: from a fresh checkout to a running Gatehouse. Only Node's own modules are imported
// before the packages are installed.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { enterCheckout } from './checkout.mjs';
import { loadDotEnv, runScript } from './script.mjs';

await runScript(async () => {
  const root = await enterCheckout({ dev: false });
  loadDotEnv(root);
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt(root);
  await import(pathToFileURL(path.join(root, 'dist', 'server.js')).href);
});
