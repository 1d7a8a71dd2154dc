import path from 'node:path';

/** What `npm start` runs, bundled into dist/, by the name of the bundle. */
export const SERVER = {
  server: 'server.ts',
  'data-plane': 'roles/data-plane.ts',
  web: 'roles/web.ts',
  worker: 'roles/worker.ts',
};

/** Apart from the others: making it anew must not touch what a running Gatehouse was started from. */
export const OPERATOR = { operator: 'operator/main.ts' };

/**
 * How esbuild makes the programs: our own code in one file each, packages from node_modules.
 *
 * @param {string} root
 * @param {Record<string, string>} [programs]
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions(root, programs = SERVER) {
  const entryPoints = Object.entries(programs).map(([out, file]) => ({
    in: path.join(root, file),
    out,
  }));
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: path.join(root, 'dist'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    alias: { '@': root },
    jsx: 'automatic',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  };
}
