// `npm run dev`: Gatehouse from its sources. Pages reload through Next; a change to what the other roles are made of
// bundles them anew, and the supervisor restarts each role whose bundle changed. The supervisor itself does not.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { enterCheckout } from './checkout.mjs';
import { loadDotEnv, runScript } from './script.mjs';
import { step } from './steps.mjs';

await runScript(async () => {
  const root = await enterCheckout({ dev: true });
  loadDotEnv(root);
  Object.assign(process.env, { NODE_ENV: 'development' });
  const { dropServerStamp, generate } = await import('./build.mjs');
  await generate(root);
  // What lies in dist/ from now on is not what `npm start` would make.
  dropServerStamp(root);
  await step('Bundling the server', () => watchBundles(root));
  await import(pathToFileURL(path.join(root, 'dist', 'server.js')).href);
});

/**
 * Bundles, and again after each change. Done once the first bundles are there.
 *
 * @param {string} root
 */
async function watchBundles(root) {
  const { context } = await import('esbuild');
  const { bundleOptions } = await import('./bundle.mjs');
  /** @type {Promise<void>} */
  const first = new Promise((resolve, reject) => {
    void context({
      ...bundleOptions(root),
      plugins: [
        {
          name: 'first-bundles',
          setup: ({ onEnd }) =>
            onEnd(({ errors }) => {
              if (errors.length === 0) resolve();
            }),
        },
      ],
    }).then((bundles) => bundles.watch(), reject);
  });
  await first;
}
