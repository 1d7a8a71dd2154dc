import { checkServingRole } from '@/lib/platform/db-roles';
import { EnvError, requireServingEnv, type Env, type ServingEnv } from '@/lib/platform/env';
import type { Logger } from '@/lib/platform/log';
import { seedCatalogue } from '@/prisma/seed.mjs';
import { dataFolder, loadSecrets } from '@/scripts/data-folder.mjs';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';
import { migrate } from '@/scripts/migrate.mjs';

export type ReadyDatabase = {
  env: ServingEnv;
  /** The data folder of an embedded server. */
  folder: string | undefined;
  /** Stops the embedded server; nothing to do for another one. */
  stop: () => Promise<void>;
};

/** A database that runs, is migrated, and is served by roles that row-level security binds. */
export async function prepareDatabase(env: Env, root: string, log: Logger): Promise<ReadyDatabase> {
  if (env.DATABASE_URL === undefined && env.DATABASE_APP_URL === undefined) {
    return prepareEmbedded(env, root, log);
  }
  const serving = await prepareServing(env, root, log);
  return { env: serving, folder: undefined, stop: () => Promise.resolve() };
}

async function prepareEmbedded(env: Env, root: string, log: Logger): Promise<ReadyDatabase> {
  const folder = dataFolder(root);
  const secrets = loadSecrets(folder);
  const keeper = await keepRunning(() => startEmbeddedPostgres({ root, folder }), log);
  try {
    const whole: Env = {
      ...env,
      DATABASE_URL: keeper.url,
      APP_SECRET: env.APP_SECRET ?? secrets.APP_SECRET,
      GATEWAY_TOKENS: env.GATEWAY_TOKENS ?? secrets.GATEWAY_TOKENS.split(','),
    };
    return { env: await prepareServing(whole, root, log), folder, stop: keeper.stop };
  } catch (error) {
    await keeper.stop();
    throw error;
  }
}

/** Without an owner's address there is nothing to migrate with: another instance did. */
async function prepareServing(env: Env, root: string, log: Logger): Promise<ServingEnv> {
  const { DATABASE_URL, DATABASE_APP_URL, DATABASE_SYSTEM_URL, APP_SECRET } = env;
  let urls = { appUrl: DATABASE_APP_URL, systemUrl: DATABASE_SYSTEM_URL };
  if (DATABASE_URL !== undefined) {
    if (APP_SECRET === undefined) throw new EnvError('APP_SECRET', 'is missing');
    const { appUrl, systemUrl } = urls;
    const serving =
      appUrl === undefined || systemUrl === undefined ? undefined : { appUrl, systemUrl };
    const { applied, ...migrated } = await migrate({
      root,
      url: DATABASE_URL,
      appSecret: APP_SECRET,
      log: (message) => log.info(message),
      seed: (client) => seedCatalogue(client, root),
      ...(serving === undefined ? {} : { serving }),
    });
    if (applied.length > 0) log.info({ migrations: applied }, 'migrated the database');
    urls = migrated;
  }
  const ready = requireServingEnv({
    ...env,
    DATABASE_APP_URL: urls.appUrl,
    DATABASE_SYSTEM_URL: urls.systemUrl,
  });
  await checkServingRole('DATABASE_APP_URL', ready.DATABASE_APP_URL);
  await checkServingRole('DATABASE_SYSTEM_URL', ready.DATABASE_SYSTEM_URL);
  return ready;
}

const PAUSE_MILLISECONDS = 500;

/** Starts the embedded server, and again whenever it ends by itself or is killed. */
async function keepRunning(
  start: () => Promise<EmbeddedPostgres>,
  log: Logger,
): Promise<{ url: string; stop: () => Promise<void> }> {
  let stopping = false;
  let server = await start();
  let restarting: Promise<void> = Promise.resolve();
  const restart = async () => {
    while (!stopping) {
      try {
        server = await start();
        log.info('the database runs again');
        watch();
        return;
      } catch (error) {
        log.error({ err: error }, 'the database cannot be started again');
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
      }
    }
  };
  const watch = () => {
    server.onExit(() => {
      if (stopping) return;
      log.error('the database ended; it is started again');
      restarting = restart();
    });
  };
  watch();
  return {
    url: server.url,
    stop: async () => {
      stopping = true;
      await restarting;
      await server.stop();
    },
  };
}
