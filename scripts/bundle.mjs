import fs from 'node:fs';
import path from 'node:path';

/** Programs that are bundled into dist/, by the name of the bundle. */
const PROGRAMS = {
  server: 'server.ts',
  'data-plane': 'roles/data-plane.ts',
  web: 'roles/web.ts',
  worker: 'roles/worker.ts',
  operator: 'operator/main.ts',
};

/**
 * How esbuild makes the programs: our own code in one file each, packages from node_modules.
 *
 * @param {string} root
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions(root) {
  const entryPoints = Object.entries(PROGRAMS)
    .filter(([, file]) => fs.existsSync(path.join(root, file)))
    .map(([out, file]) => ({ in: path.join(root, file), out }));
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
