import pg from 'pg';
import type { Logger } from '@/lib/platform/log';
import type { SnapshotStore } from './snapshot-store';

const changes = 'gatehouse_snapshots';
const reconnectAfterMs = 200;
/**
 * A connection whose other end vanished says nothing. It is asked this often and must answer this soon, so that within
 * a second nothing from memory is believed any more.
 */
const heartbeatEveryMs = 300;
const heartbeatWithinMs = 500;
/**
 * So many heartbeats apart, the first before anything is believed, a notification to ourselves must come back: a pooler
 * between us and the database may answer queries and lose what they listen for. Each costs the database a transaction.
 */
const echoEvery = 30;

type ListenerOptions = { systemUrl: string; store: SnapshotStore; log: Logger };

/** Keeps one connection that hears of changes, and the store open exactly as long as that connection is good. */
export function listenForChanges({ systemUrl, store, log }: ListenerOptions): { stop(): void } {
  let stopped = false;
  let current: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let wasLost = false;

  function connect(): void {
    const client = new pg.Client({
      connectionString: systemUrl,
      application_name: 'gatehouse verify (listens)',
      connectionTimeoutMillis: 800,
      keepAlive: true,
    });
    current = client;
    // A cut connection emits `error`, then `end`; a clean shutdown of the server `end` alone.
    client.on('error', (error) => lose(client, error));
    client.on('end', () => lose(client, new Error('the connection ended')));
    client.on('notification', ({ channel, payload }) => {
      if (channel === changes && payload !== undefined) store.drop(payload);
    });
    begin(client).catch((error: unknown) => lose(client, error));
  }

  async function begin(client: pg.Client): Promise<void> {
    await client.connect();
    await client.query(`LISTEN ${changes}`);
    const echo = await createEcho(client);
    await inTime(client, echo());
    if (client !== current) return;
    store.open();
    if (wasLost) log.info('changes of keys arrive again');
    wasLost = false;
    beat(client, echo, 1);
  }

  function beat(client: pg.Client, echo: () => Promise<unknown>, count: number): void {
    timer = setTimeout(() => {
      const answer = count % echoEvery === 0 ? echo() : client.query('SELECT 1');
      inTime(client, answer).then(
        () => {
          if (client === current) beat(client, echo, count + 1);
        },
        (error: unknown) => lose(client, error),
      );
    }, heartbeatEveryMs);
  }

  /** Gives the connection up where the answer does not come in time. */
  async function inTime(client: pg.Client, answer: Promise<unknown>): Promise<void> {
    let answered = false;
    const overdue = setTimeout(() => {
      // Where this process itself was held up, the answer waits to be read: let it be read first.
      setImmediate(() => setImmediate(() => answered || lose(client, new Error('no heartbeat'))));
    }, heartbeatWithinMs);
    try {
      await answer;
    } finally {
      answered = true;
      clearTimeout(overdue);
    }
  }

  function lose(client: pg.Client, error: unknown): void {
    if (client !== current) return;
    current = null;
    clearTimeout(timer);
    store.close();
    client.end().catch(() => undefined);
    if (stopped) return;
    if (!wasLost) log.warn({ err: error }, 'changes of keys no longer arrive: nothing is believed');
    wasLost = true;
    timer = setTimeout(connect, reconnectAfterMs);
  }

  connect();
  return {
    stop() {
      stopped = true;
      if (current) lose(current, new Error('stopped'));
      clearTimeout(timer);
    },
  };
}

/** Sends a notification to this connection, and is done when it has come. */
async function createEcho(client: pg.Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const own = `gatehouse_echo_${rows[0]?.pid}`;
  await client.query(`SET synchronous_commit = off; LISTEN ${own}`);
  let heard: () => void = () => undefined;
  client.on('notification', ({ channel }) => {
    if (channel === own) heard();
  });
  return async () => {
    const echo = new Promise<void>((resolve) => (heard = resolve));
    await client.query('SELECT pg_notify($1, $2)', [own, '']);
    await echo;
  };
}
