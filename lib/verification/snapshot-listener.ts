import pg from 'pg';
import type { Logger } from '@/lib/platform/log';
import type { SnapshotStore } from './snapshot-store';

const channel = 'gatehouse_snapshots';
const reconnectAfterMs = 200;
/**
 * A connection whose other end vanished says nothing. It is asked this often and must answer this soon, so that within
 * a second nothing from memory is believed any more.
 */
const heartbeatEveryMs = 300;
const heartbeatWithinMs = 500;

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
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) store.drop(payload);
    });
    begin(client).catch((error: unknown) => lose(client, error));
  }

  async function begin(client: pg.Client): Promise<void> {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    if (client !== current) return;
    store.open();
    if (wasLost) log.info('changes of keys arrive again');
    wasLost = false;
    beat(client);
  }

  function beat(client: pg.Client): void {
    timer = setTimeout(() => {
      const overdue = setTimeout(() => {
        // Where this process itself was held up, the answer waits to be read: let it be read first.
        setImmediate(() => setImmediate(() => answered || lose(client, new Error('no heartbeat'))));
      }, heartbeatWithinMs);
      let answered = false;
      client.query('SELECT 1').then(
        () => {
          answered = true;
          clearTimeout(overdue);
          if (client === current) beat(client);
        },
        (error: unknown) => {
          clearTimeout(overdue);
          lose(client, error);
        },
      );
    }, heartbeatEveryMs);
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
