import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';

/**
 * A database behind a line that a test may cut (whoever connects is refused) or freeze (nothing is answered any more),
 * as a broken network does it.
 */
export type DatabaseProxy = {
  /** The same database through this line. */
  through: (url: string) => string;
  cut: () => Promise<void>;
  freeze: () => Promise<void>;
  /** As some poolers do: everything is answered, and no notification comes through. */
  muffle: () => void;
  mend: () => Promise<void>;
  close: () => Promise<void>;
};

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-line-'));
  const { host, port } = new pg.Client({ connectionString: databaseUrl });
  const target = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  const sockets = new Set<net.Socket>();
  let frozen = false;
  let muffled = false;

  const keep = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = net.createServer((caller) => {
    const database = net.connect(target);
    keep(caller);
    keep(database);
    const pass = (from: net.Socket, to: net.Socket) => {
      from.on('data', (chunk) => {
        if (!frozen) to.write(chunk);
      });
      from.on('close', () => to.destroy());
    };
    pass(caller, database);
    const sift = createSieve();
    database.on('data', (chunk) => {
      const { all, audible } = sift(chunk);
      if (!frozen) caller.write(muffled ? audible : all);
    });
    database.on('close', () => caller.destroy());
  });
  const address = path.join(folder, '.s.PGSQL.5432');
  const listen = () => new Promise<void>((resolve) => server.listen(address, resolve));
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen();
  return {
    through(url) {
      const result = new URL(url);
      result.host = 'localhost';
      result.port = '';
      result.search = '';
      result.searchParams.set('host', folder);
      return result.toString();
    },
    cut,
    freeze() {
      frozen = true;
      return Promise.resolve();
    },
    muffle() {
      muffled = true;
    },
    async mend() {
      frozen = false;
      muffled = false;
      // What went astray meanwhile is missing in each of these.
      for (const socket of sockets) socket.destroy();
      if (!server.listening) await listen();
    },
    async close() {
      if (server.listening) await cut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const notification = 'A'.charCodeAt(0);

/** Whole messages of the server (a byte for the kind, four for the length), with and without the notifications. */
function createSieve(): (chunk: Buffer) => { all: Buffer; audible: Buffer } {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Buffer[] = [];
    while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
      const end = 1 + rest.readUInt32BE(1);
      messages.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return {
      all: Buffer.concat(messages),
      audible: Buffer.concat(messages.filter((message) => message[0] !== notification)),
    };
  };
}
