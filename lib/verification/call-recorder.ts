import { isIPv4 } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Ids } from '@/lib/platform/ids';
import { parseIpAddress } from '@/lib/platform/ip-address';
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
const maxRowsPerStatement = 500;
const flushEveryMs = 250;

type Use = { key: KeySnapshot; at: number; ip: string | undefined; model: string | undefined };
type RefusedCall = { id: string; key: KeySnapshot; call: CallFacts; at: number; refusal: Refusal };

type RecorderOptions = { writer: CallWriter; ids: Ids; log: Logger };

/**
 * What is kept of calls: last use, refusals of known keys, an organization's first call. Noted in memory while a call
 * is answered, and written a little later in a few statements; what could not be written is tried again with the next.
 * Last uses go out at a steady pace, those that wait longest first: with 2,000 keys in use within a second or less,
 * with 100,000 at once within a minute.
 */
export class CallRecorder {
  private readonly uses = new Map<string, Use>();
  private refusals: RefusedCall[] = [];
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
    const use = this.uses.get(key.keyId);
    if (use !== undefined) {
      use.key = key;
      use.at = at;
      use.ip = ip;
      use.model = model;
    } else if (this.uses.size < maxWaiting.uses) {
      this.uses.set(key.keyId, { key, at, ip, model });
    } else {
      this.lost += 1;
    }
    if (!key.organizationHasCalled) this.recordFirstCall(key.organizationId, at);
  }

  recordRefusal(key: KeySnapshot, call: CallFacts, refusal: Refusal, at: number): void {
    if (this.refusals.length >= maxWaiting.refusals) this.lost += 1;
    else this.refusals.push({ id: this.options.ids.next(), key, call, at, refusal });
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

  private recordFirstCall(organizationId: string, at: number): void {
    if (this.firstCalls.has(organizationId) || this.knownToHaveCalled.has(organizationId)) return;
    if (this.firstCalls.size < maxWaiting.firstCalls) this.firstCalls.set(organizationId, at);
  }

  private async write(maxUses: number): Promise<void> {
    const { writer } = this.options;
    await this.writeFirstCalls();
    const uses = takeFirst(this.uses, maxUses);
    await this.inParts('last uses', uses.map(lastUseOf), writer.upsertLastUses, () => {
      for (const use of uses) {
        if (!this.uses.has(use.key.keyId)) this.uses.set(use.key.keyId, use);
      }
    });
    const refusals = this.refusals;
    this.refusals = [];
    await this.inParts('refusals', refusals.map(keptRefusalOf), writer.insertRefusals, () => {
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

/** Takes the entries out that have waited longest: a Map keeps the order in which they came. */
function takeFirst<T>(waiting: Map<string, T>, count: number): T[] {
  const taken: T[] = [];
  for (const [name, value] of waiting) {
    if (taken.length >= count) break;
    taken.push(value);
    waiting.delete(name);
  }
  return taken;
}

function lastUseOf({ key, at, ip, model }: Use): LastUse {
  const { organizationId, keyId } = key;
  return { organizationId, keyId, at, ip: readableIp(ip), model: printable(model) };
}

function keptRefusalOf({ id, key, call, at, refusal }: RefusedCall): KeptRefusal {
  return {
    id,
    organizationId: key.organizationId,
    keyId: key.keyId,
    at,
    code: refusal.code,
    reason: refusal.reason,
    ip: readableIp(call.ip),
    service: printable(call.service),
    model: printable(call.model),
  };
}

function readableIp(text: string | undefined): string | null {
  if (text === undefined) return null;
  // Of these there is one spelling alone, and most are of these.
  return isIPv4(text) ? text : (parseIpAddress(text)?.toString() ?? null);
}

/** A caller's text, fit to be stored and shown: Postgres takes no NUL, and nobody wants control characters. */
function printable(text: string | undefined): string | null {
  return text === undefined ? null : text.slice(0, 128).replace(/[^\x20-\x7e]/g, '?');
}
