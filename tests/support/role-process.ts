import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export type RoleProcess = {
  pid: number;
  /** Everything that it printed so far. */
  output: () => string;
  /** Ends it, kindly or not, and waits for its end. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
};

/** Runs one role from its source as a process of its own, and waits until it says that it is ready. */
export async function startRole(
  role: 'data-plane' | 'worker',
  environment: Record<string, string>,
): Promise<RoleProcess> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', `roles/${role}.ts`], {
    cwd: root,
    env: { PATH, HOME, NODE_ENV: 'production', ...environment },
    // The channel: when a run of the tests is killed, what it started stops too.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (/ is ready"/.test(output)) resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', () => reject(new Error(`the ${role} ended instead of serving:\n${output}`)));
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}
