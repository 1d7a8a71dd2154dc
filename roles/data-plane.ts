import { EnvError, servingEnvOfProcess } from '@/lib/platform/env';
import { createLogger } from '@/lib/platform/log';
import { composeDataPlane } from './data-plane/compose';
import { listen } from './data-plane/server';
import { beginRole, endRole, EXIT_MISCONFIGURED } from './lifecycle';

/** Owns the port: answers /v1 and health itself, and hands everything else to Next. */
async function main(): Promise<void> {
  const role = beginRole();
  const env = servingEnvOfProcess();
  const log = createLogger({ role: 'data-plane', level: env.LOG_LEVEL });
  const { server, close } = composeDataPlane(env, log);
  await listen(server, env.HOST, env.PORT);
  log.info({ host: env.HOST, port: env.PORT }, 'data plane is ready');
  role.onStop(close);
}

main().catch((error: unknown) => {
  const log = createLogger({ role: 'data-plane', level: 'info' });
  const portTaken = (error as { code?: unknown } | null)?.code === 'EADDRINUSE';
  log.error({ err: error }, portTaken ? 'PORT is taken' : 'the data plane cannot start');
  endRole(error instanceof EnvError || portTaken ? EXIT_MISCONFIGURED : 1);
});
