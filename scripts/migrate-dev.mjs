// `npm run db:migrate -- <name>`: makes a migration of what changed in prisma/schema and applies it to the database of
// `npm run dev`. Prisma replays all migrations in a shadow database beside it, which it makes and drops.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { enterCheckout } from './checkout.mjs';
import { dataFolder, loadSecrets, SetupError } from './data-folder.mjs';
import { loadDotEnv, runScript } from './script.mjs';

await runScript(async () => {
  const [name, ...flags] = process.argv.slice(2);
  if (name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new SetupError('Name the migration, in snake case: npm run db:migrate -- add_teams');
  }
  const root = await enterCheckout({ dev: true });
  loadDotEnv(root);
  const { generate } = await import('./build.mjs');
  await generate(root);
  const database = await openDatabase(root);
  try {
    const { migrate } = await import('./migrate.mjs');
    // Migrations grant rights to the serving roles, which must be there before the shadow database is made.
    await migrate({ root, url: database.url, appSecret: database.appSecret });
    process.exitCode = await runPrisma(root, database.url, ['--name', name, ...flags]);
  } finally {
    await database.stop();
  }
  await generate(root);
});

/** @param {string} root */
async function openDatabase(root) {
  const { DATABASE_URL: url, APP_SECRET: appSecret } = process.env;
  if (url) {
    if (!appSecret) throw new SetupError('APP_SECRET is missing: it goes with DATABASE_URL.');
    return { url, appSecret, stop: async () => {} };
  }
  const { startEmbeddedPostgres } = await import('./embedded-postgres.mjs');
  const folder = dataFolder(root);
  const server = await startEmbeddedPostgres({ root, folder });
  return { url: server.url, appSecret: loadSecrets(folder).APP_SECRET, stop: server.stop };
}

/**
 * @param {string} root
 * @param {string} url
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function runPrisma(root, url, args) {
  const cli = path.join(root, 'node_modules', 'prisma', 'build', 'index.js');
  const child = spawn(process.execPath, [cli, 'migrate', 'dev', ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: url },
    stdio: 'inherit',
  });
  // Ctrl-C reaches Prisma too, which ends; the database is stopped after it.
  process.on('SIGINT', () => {});
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
