import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '@/scripts/bundle.mjs';
import { freePort } from '@/tests/support/gatehouse';

const root = path.resolve(import.meta.dirname, '../../..');
const here = import.meta.dirname;

export type Contender = { name: string; port: number; pid: number; stop: () => Promise<void> };

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** One of the plain servers beside this file. It says on which port it listens. */
export async function startPlain(
  name: string,
  script: string,
  argument: string,
): Promise<Contender> {
  const child = fork(path.join(here, script), [argument], { cwd: root });
  const [address] = (await once(child, 'message')) as [{ port: number }];
  return { name, port: address.port, pid: child.pid ?? 0, stop: () => stop(child) };
}

/** The roles as `npm start` runs them: bundled by the same options, each a process of its own. */
export async function bundleRoles(): Promise<string> {
  const folder = path.join(root, 'node_modules', '.cache', 'gatehouse-bench');
  const options = bundleOptions(root);
  const entryPoints = ['data-plane', 'web'].map((role) => ({
    in: path.join(root, 'roles', `${role}.ts`),
    out: role,
  }));
  await build({ ...options, entryPoints, outdir: folder });
  return folder;
}

export async function startRole(
  bundle: string,
  role: string,
  environment: Record<string, string>,
  profile = false,
): Promise<{ pid: number; stop: () => Promise<void> }> {
  const log = fs.openSync(path.join(bundle, `${role}.log`), 'w');
  const child = fork(path.join(bundle, `${role}.js`), [], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    execArgv: profile ? ['--cpu-prof', `--cpu-prof-dir=${bundle}`] : [],
    stdio: ['ignore', log, log, 'ipc'],
  });
  await new Promise((resolve) => child.once('spawn', resolve));
  return { pid: child.pid ?? 0, stop: () => stop(child) };
}

export async function startDataPlane(
  bundle: string,
  environment: Record<string, string>,
  profile: boolean,
): Promise<Contender> {
  const port = await freePort();
  const role = await startRole(
    bundle,
    'data-plane',
    { ...environment, PORT: String(port) },
    profile,
  );
  for (let attempt = 0; ; attempt += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok || response.status === 503,
      () => false,
    );
    if (ready) break;
    if (attempt > 200) throw new Error('the data plane did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { name: 'gatehouse', port, pid: role.pid, stop: role.stop };
}
