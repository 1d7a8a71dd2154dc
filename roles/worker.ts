import { Logger as JobLogger, run } from 'graphile-worker';
import pg from 'pg';
import { renderMail } from '@/components/mail/render-mail';
import { adviseOnReminder } from '@/lib/access/advise-on-reminder';
import { auditCron, auditTasks } from '@/lib/audit/jobs';
import { accountCron, accountTasks } from '@/lib/accounts/jobs';
import { domainCron, domainTasks } from '@/lib/domains/jobs';
import { importCron, importTasks } from '@/lib/invite-imports/jobs';
import { inviteCron, inviteTasks } from '@/lib/invites/jobs';
import { mailTasks } from '@/lib/notices/jobs';
import { orgCron, orgTasks } from '@/lib/orgs/jobs';
import { createDeps } from '@/lib/platform/deps';
import { EnvError, servingEnvOfProcess } from '@/lib/platform/env';
import type { ServingEnv } from '@/lib/platform/env';
import { createLogger, type Logger } from '@/lib/platform/log';
import { createSmtpTransport } from '@/lib/platform/mail-transport';
import { sessionCron, sessionTasks } from '@/lib/sessions/jobs';
import { ssoCron, ssoTasks } from '@/lib/sso/jobs';
import { samlCron, samlTasks } from '@/lib/sso/saml/jobs';
import { verificationCron, verificationTasks } from '@/lib/verification/jobs';
import { beginRole, endRole, EXIT_MISCONFIGURED, sayOnTerminal } from './lifecycle';
import { keepWorkersKnown } from './worker-presence';

/** Jobs wait for other machines most of the time, so a few at once. */
const CONCURRENCY = 4;

const LOUD = new Set<string>(['error', 'warning']);

/** Everything that happens behind a person's back: mail today, more later. */
async function main(): Promise<void> {
  const role = beginRole();
  const env = servingEnvOfProcess();
  const deps = createDeps(env, 'worker');
  const pool = createPool(env, deps.log);
  const transport =
    env.SMTP_URL === undefined ? null : createSmtpTransport(env.SMTP_URL, env.MAIL_FROM);
  const mailDeps = { ...deps, renderMail, transport, sayOnTerminal };
  const presence = keepWorkersKnown(pool, deps.log);
  const runner = await run({
    pgPool: pool,
    concurrency: CONCURRENCY,
    // The supervisor says when to stop, and the library would end the process by itself.
    noHandleSignals: true,
    pollInterval: 2_000,
    // Without batches (of no delay here) the library does not wait, when it stops, until a job's end is written.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: jobLogger(deps.log),
    events: presence.events,
    taskList: {
      ...mailTasks(mailDeps),
      ...accountTasks(deps),
      ...auditTasks(deps),
      ...sessionTasks(deps),
      ...orgTasks(deps),
      ...verificationTasks(deps),
      ...inviteTasks(deps),
      ...importTasks(mailDeps, { 'access-reminder': adviseOnReminder }),
      ...samlTasks(deps),
      ...ssoTasks(deps),
      ...domainTasks(deps),
    },
    crontab: [
      accountCron,
      auditCron,
      sessionCron,
      orgCron,
      verificationCron,
      inviteCron,
      importCron,
      samlCron,
      ssoCron,
      domainCron,
    ].join('\n'),
  });
  deps.log.info('worker is ready');

  const stop = async () => {
    await runner.stop();
    presence.stop();
    transport?.close();
    await Promise.all([pool.end(), deps.db.close()]);
  };
  role.onStop(stop);
  // It ends by itself only where it cannot go on; the supervisor then starts it afresh.
  runner.promise.catch((error: unknown) => {
    deps.log.error({ err: error }, 'the worker gave up');
    endRole(1);
  });
}

function createPool(env: ServingEnv, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env.DATABASE_SYSTEM_URL,
    max: CONCURRENCY + 4,
    connectionTimeoutMillis: 5_000,
  });
  // A connection that is cut: the pool makes another one.
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection was lost');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** The library's own words, in our log; what it says of each job is for debugging. */
function jobLogger(log: Logger): JobLogger {
  return new JobLogger(() => (level, message) => {
    if (LOUD.has(level)) log.warn(message);
    else log.debug(message);
  });
}

main().catch((error: unknown) => {
  const log = createLogger({ role: 'worker', level: 'info' });
  log.error({ err: error }, 'worker cannot start');
  endRole(error instanceof EnvError ? EXIT_MISCONFIGURED : 1);
});
