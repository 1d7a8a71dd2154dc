import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { findServerProcesses, readPidFile } from '@/scripts/postgres/server-processes.mjs';
import { isRunning } from '@/scripts/processes.mjs';
import { emptyVariables } from '@/scripts/test/environment.mjs';

export const root = path.resolve(import.meta.dirname, '../..');

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A running copy of Gatehouse, or one that tries to be. */
export type Instance = {
  pid: number;
  port: number;
  url: string;
  output: () => string;
  /** Resolves once it serves. @throws when it ended first, with what it said. */
  ready: () => Promise<void>;
  exited: Promise<Exit>;
  kill: (signal: NodeJS.Signals) => void;
  /** To the whole process group, as Ctrl-C in a terminal does it. */
  killGroup: (signal: NodeJS.Signals) => void;
  rolePid: (role: string) => number;
  rolePids: () => number[];
};

type StartOptions = {
  folder: string;
  port?: number;
  env?: Record<string, string>;
  command?: string[];
  cwd?: string;
  /** The account it runs as, where these tests run as root. */
  uid?: number;
};

const instances: Instance[] = [];
const folders: string[] = [];

/** A data folder of the test's own. Root's database runs as another account, which must pass. */
export function createFolder(): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-faults-'));
  fs.chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** Starts the built server, as `npm start` does once everything is built. */
export async function start(options: StartOptions): Promise<Instance> {
  const port = options.port ?? (await freePort());
  const [program = '', ...args] = options.command ?? [process.execPath, 'dist/server.js'];
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, {
    cwd: options.cwd ?? root,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    detached: true,
    // The channel: when a run of the tests is killed, what it started stops too.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH,
      HOME,
      ...emptyVariables(root),
      NODE_ENV: 'production',
      PORT: String(port),
      GATEHOUSE_DATA_DIR: options.folder,
      ...options.env,
    },
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let ended = false;
  const exited = new Promise<Exit>((resolve) => {
    child.on('close', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  const pid = child.pid ?? 0;
  const instance: Instance = {
    pid,
    port,
    url: `http://localhost:${port}`,
    output: () => output,
    exited,
    async ready() {
      await until('it is ready', 60_000, () => {
        if (ended) throw new Error(`it ended instead of serving:\n${output}`);
        return output.includes('Gatehouse is ready at');
      });
    },
    kill: (signal) => process.kill(pid, signal),
    killGroup: (signal) => process.kill(-pid, signal),
    rolePid: (role) => findRole(pid, role),
    rolePids: () => rolesOf(pid),
  };
  instances.push(instance);
  return instance;
}

/** Ends whatever a test left behind. */
export async function cleanUp(): Promise<void> {
  for (const { pid, exited } of instances.splice(0)) {
    const roles = rolesOf(pid);
    for (const each of [-pid, ...roles]) killHard(each);
    await exited;
  }
  for (const folder of folders.splice(0)) {
    const pid = databasePid(folder);
    if (pid > 0 && isRunning(pid)) process.kill(pid, 'SIGQUIT');
    await until('the database ended', 10_000, () => serverProcesses(folder).length === 0);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A process, or with a negative number a whole group: npm's is more than npm. */
function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

export function databasePid(folder: string): number {
  return readPidFile(path.join(folder, 'postgres'))?.pid ?? 0;
}

export function serverProcesses(folder: string): number[] {
  return findServerProcesses(path.join(folder, 'postgres'));
}

/** The status of an answer, or 0 for none. */
export function get(url: string, timeout = 5_000): Promise<number> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout }, (response) => {
      response.on('error', () => resolve(0));
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(0));
  });
}

/** Waits for something that is to happen by itself. */
export async function until(
  what: string,
  milliseconds: number,
  happened: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await happened())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The supervisor's children, without the database. */
function rolesOf(supervisor: number): number[] {
  return childrenOf(supervisor).filter((pid) => readProc(pid, 'cmdline').includes('/dist/'));
}

function findRole(supervisor: number, role: string): number {
  const found = rolesOf(supervisor).find((pid) =>
    readProc(pid, 'cmdline').includes(`/dist/${role}.js`),
  );
  if (found === undefined) throw new Error(`no ${role} runs`);
  return found;
}

function childrenOf(parent: number): number[] {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const stat = readProc(pid, 'stat');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
  });
}

function readProc(pid: number, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
