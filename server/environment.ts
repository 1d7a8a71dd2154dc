import { loadEnv, type Env, type ServingEnv } from '@/lib/platform/env';

/** @throws EnvError for the first variable that is wrong or missing. */
export function readEnvironment(): Env {
  return loadEnv(process.env);
}

/** What the roles get: never the owner's address, with which row-level security could be undone. */
export function roleEnvironment(env: ServingEnv, webSocket: string): NodeJS.ProcessEnv {
  const { DATABASE_URL: _owner, ...inherited } = process.env;
  return {
    ...inherited,
    NODE_ENV: env.NODE_ENV === 'development' ? 'development' : 'production',
    DATABASE_APP_URL: env.DATABASE_APP_URL,
    DATABASE_SYSTEM_URL: env.DATABASE_SYSTEM_URL,
    APP_SECRET: env.APP_SECRET,
    APP_SECRET_PREVIOUS: env.APP_SECRET_PREVIOUS.join(','),
    GATEWAY_TOKENS: env.GATEWAY_TOKENS.join(','),
    GATEHOUSE_WEB_SOCKET: webSocket,
  };
}
