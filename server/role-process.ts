import { spawn, type ChildProcess } from 'node:child_process';
import type { Role } from '@/lib/platform/env';
import type { Logger } from '@/lib/platform/log';
import { EXIT_MISCONFIGURED, type RoleMessage } from '@/roles/lifecycle';
import { levelOfComplaint, printRole, type LogPrinter } from './log-printer';

export type RoleProcess = {
  /** Asks the process to finish what it has in hand and end, and ends it after `patience`. */
  stop: (patienceMilliseconds: number) => Promise<void>;
  /** Ends the process and lets it be started again. */
  restart: () => void;
  kill: () => void;
};

type RoleOptions = {
  script: string;
  env: NodeJS.ProcessEnv;
  printer: LogPrinter;
  log: Logger;
  /** The role said that starting it again is of no use. */
  onMisconfigured: () => void;
};

const SHORTEST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
/** A process that ran this long before it died is not in a loop of crashes. */
const STEADY = 30_000;

/** Keeps one process of a role running: one that dies is started again, ever more slowly. */
export function superviseRole(role: Role, options: RoleOptions): RoleProcess {
  const { log } = options;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = SHORTEST_PAUSE;
  let stopping = false;
  let restarting = false;

  const start = () => {
    const startedAt = performance.now();
    const current = spawnRole(role, options);
    child = current;
    current.once('error', (error) => log.error({ err: error, child: role }, 'cannot start a role'));
    current.once('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      if (code === EXIT_MISCONFIGURED) {
        options.onMisconfigured();
        return;
      }
      if (restarting) {
        restarting = false;
        start();
        return;
      }
      pause = performance.now() - startedAt > STEADY ? SHORTEST_PAUSE : pause;
      const ending = { exitCode: code, signal, restartInMilliseconds: pause };
      log.error({ child: role, ...ending }, 'a role died');
      timer = setTimeout(start, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  };
  start();

  return {
    async stop(patienceMilliseconds) {
      stopping = true;
      clearTimeout(timer);
      if (child === undefined) return;
      const current = child;
      const ended = new Promise<void>((resolve) => current.once('exit', () => resolve()));
      current.kill('SIGTERM');
      const force = setTimeout(() => {
        log.warn({ child: role }, 'a role did not stop in time and was ended');
        current.kill('SIGKILL');
      }, patienceMilliseconds);
      await ended;
      clearTimeout(force);
    },
    restart: () => {
      pause = SHORTEST_PAUSE;
      // One that waits for its next start takes the new code by itself.
      if (child === undefined) return;
      log.info({ child: role }, 'starting a role again, since its code changed');
      restarting = true;
      child.kill('SIGTERM');
    },
    kill: () => {
      stopping = true;
      clearTimeout(timer);
      child?.kill('SIGKILL');
    },
  };
}

function spawnRole(role: Role, { script, env, printer }: RoleOptions): ChildProcess {
  // In a group of its own: Ctrl-C in a terminal reaches the supervisor alone, which stops the roles
  // in order. The channel tells the role when the supervisor is gone.
  const child = spawn(process.execPath, ['--enable-source-maps', script], {
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.on('message', (message: RoleMessage) => process.stderr.write(message.sayOnTerminal));
  if (child.stdout) printRole(role, child.stdout, printer);
  if (child.stderr) printRole(role, child.stderr, printer, levelOfComplaint);
  return child;
}
