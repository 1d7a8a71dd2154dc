import { isIPv4 } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Ids } from '@/lib/platform/ids';
import { parseIpAddress } from '@/lib/platform/ip-address';
import { TextPool } from '@/lib/platform/text-pool';
import type { Logger } from '@/lib/platform/log';
import type { FirstCall, KeptRefusal, LastUse } from './calls-repository';
import type { CallFacts, KeySnapshot, Refusal } from './model';

/** The three writes of a batch, each whole or not at all. */
export type CallWriter = {
  upsertLastUses: (uses: LastUse[]) => Promise<void>;
  insertRefusals: (refusals: KeptRefusal[]) => Promise<void>;
  updateFirstCalls: (calls: FirstCall[]) => Promise<void>;
};

/** What a database that is down can make us remember. Past it, history is lost, and never a call. */
const maxWaiting = { uses: 200_000, refusals: 50_000, firstCalls: 50_000 };
/** Few enough that neither the calls nor the database notice when they are written. */
const maxRowsPerStatement = 250;
const flushEveryMs = 250;

type RecorderOptions = { writer: CallWriter; ids: Ids; log: Logger };

/**
 * What is kept of calls: last use, refusals of known keys, an organization's first call. Noted in memory while a call
 * is answered, and written a little later in a few statements; what could not be written is tried again with the next.
 * Last uses go out at a steady pace, those that wait longest first: with 1,000 keys in use within a second or less,
 * with 100,000 at once within two minutes.
 */
export class CallRecorder {
  /** Keys whose last use waits to be written, each once. The use itself is in the snapshot. */
  private used: KeySnapshot[] = [];
  private refusals: KeptRefusal[] = [];
  private readonly shared = new TextPool(20_000);
  private firstCalls = new Map<string, number>();
  private readonly knownToHaveCalled = new LRUCache<string, true>({ max: 50_000 });
  private lost = 0;
  private flushing: Promise<void> | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: RecorderOptions) {
    this.timer = setInterval(() => void this.flush(), flushEveryMs);
    this.timer.unref();
  }

  recordUse(key: KeySnapshot, { ip, model }: CallFacts, at: number): void {
    const { lastUse } = key;
    lastUse.at = at;
    // Texts of the call itself would outlive it here, one for each key.
    if (lastUse.ip !== ip) lastUse.ip = this.share(ip);
    if (lastUse.model !== model) lastUse.model = this.share(model);
    if (!lastUse.waits) this.queueUse(key);
    if (!key.organizationHasCalled) this.recordFirstCall(key.organizationId, at);
  }

  recordRefusal(key: KeySnapshot, call: CallFacts, refusal: Refusal, at: number): void {
    if (this.refusals.length >= maxWaiting.refusals) {
      this.lost += 1;
      return;
    }
    this.refusals.push({
      id: this.options.ids.next(),
      organizationId: key.organizationId,
      keyId: key.keyId,
      at,
      code: refusal.code,
      reason: refusal.reason,
      ip: readableIp(call.ip),
      service: call.service === undefined ? null : printable(call.service),
      model: call.model === undefined ? null : printable(call.model),
    });
  }

  /** Writes what is due; joins a writing that is under way. Never throws. */
  flush(): Promise<void> {
    this.flushing ??= this.write(maxRowsPerStatement).finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  }

  /** Writes all that waits, once; the database may be gone for good. */
  async drain(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    await this.write(Infinity);
  }

  private share(text: string | undefined): string | undefined {
    if (text === undefined) return undefined;
    return this.shared.get(text.length <= maxTextLength ? text : printable(text));
  }

  private queueUse(key: KeySnapshot): void {
    if (this.used.length >= maxWaiting.uses) {
      this.lost += 1;
      return;
    }
    key.lastUse.waits = true;
    this.used.push(key);
  }

  private recordFirstCall(organizationId: string, at: number): void {
    if (this.firstCalls.has(organizationId) || this.knownToHaveCalled.has(organizationId)) return;
    if (this.firstCalls.size < maxWaiting.firstCalls) this.firstCalls.set(organizationId, at);
  }

  private async write(maxUses: number): Promise<void> {
    const { writer } = this.options;
    await this.writeFirstCalls();
    const used = this.used.splice(0, maxUses);
    for (const { lastUse } of used) lastUse.waits = false;
    await this.inParts('last uses', lastUsesOf(used), writer.upsertLastUses, () => {
      for (const key of used) if (!key.lastUse.waits) this.queueUse(key);
    });
    const refusals = this.refusals;
    this.refusals = [];
    await this.inParts('refusals', refusals, writer.insertRefusals, () => {
      this.refusals = [...refusals, ...this.refusals].slice(0, maxWaiting.refusals);
    });
    if (this.lost > 0) {
      this.options.log.error({ lost: this.lost }, 'notes of calls were lost: too many waited');
      this.lost = 0;
    }
  }

  private async writeFirstCalls(): Promise<void> {
    const firstCalls = this.firstCalls;
    this.firstCalls = new Map();
    const calls = [...firstCalls].map(([organizationId, at]) => ({ organizationId, at }));
    const written = await this.inParts(
      'first calls',
      calls,
      this.options.writer.updateFirstCalls,
      () => {
        for (const [organizationId, at] of firstCalls) this.firstCalls.set(organizationId, at);
      },
    );
    if (!written) return;
    for (const { organizationId } of calls) this.knownToHaveCalled.set(organizationId, true);
  }

  /** @returns whether all rows were written. */
  private async inParts<T>(
    what: string,
    rows: T[],
    write: (part: T[]) => Promise<void>,
    putBack: () => void,
  ): Promise<boolean> {
    try {
      for (let from = 0; from < rows.length; from += maxRowsPerStatement) {
        await write(rows.slice(from, from + maxRowsPerStatement));
      }
      return true;
    } catch (error) {
      if (isRefusedForGood(error)) {
        this.options.log.error({ err: error, what, rows: rows.length }, 'notes of calls were lost');
        return false;
      }
      this.options.log.warn({ err: error, what }, 'notes of calls wait for the database');
      putBack();
      return false;
    }
  }
}

/** SQLSTATE class 22: a value that no further try makes acceptable. */
function isRefusedForGood(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^22...$/.test(code);
}

/** One for each key, the latest: a key that was loaded anew has two snapshots. */
function lastUsesOf(used: readonly KeySnapshot[]): LastUse[] {
  const byKey = new Map<string, KeySnapshot>();
  for (const key of used) {
    const other = byKey.get(key.keyId);
    if (other === undefined || other.lastUse.at < key.lastUse.at) byKey.set(key.keyId, key);
  }
  return Array.from(byKey.values(), (key) => ({
    organizationId: key.organizationId,
    keyId: key.keyId,
    at: key.lastUse.at,
    ip: readableIp(key.lastUse.ip),
    model: key.lastUse.model === undefined ? null : printable(key.lastUse.model),
  }));
}

function readableIp(text: string | undefined): string | null {
  if (text === undefined) return null;
  // Of these there is one spelling alone, and most are of these.
  return isIPv4(text) ? text : (parseIpAddress(text)?.toString() ?? null);
}

const maxTextLength = 128;

/**
 * A caller's text, fit to be stored and shown: Postgres takes no NUL, and nobody wants control characters. A copy, since
 * a part of a text keeps the whole of it in memory.
 */
function printable(text: string): string {
  const ascii = text.slice(0, maxTextLength).replace(/[^\x20-\x7e]/g, '?');
  return Buffer.from(ascii, 'latin1').toString('latin1');
}
