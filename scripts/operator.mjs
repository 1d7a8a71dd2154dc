// `npm run operator -- <command>`: the operator's commands, on the database that `npm start` uses.
// Beside a running Gatehouse it shares its database; else the embedded one runs as long as the command.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { enterCheckout } from './checkout.mjs';
import { loadDotEnv, runScript } from './script.mjs';

await runScript(async () => {
  const root = await enterCheckout({ dev: false });
  loadDotEnv(root);
  const { ensureOperatorBuilt } = await import('./build.mjs');
  await ensureOperatorBuilt(root);
  await import(pathToFileURL(path.join(root, 'dist', 'operator.js')).href);
});
