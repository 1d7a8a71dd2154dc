import { LRUCache } from 'lru-cache';
import type { KeySnapshot } from './model';

type Entry = {
  readonly snapshot: KeySnapshot;
  /** Until then a use needs no more than the snapshot. */
  restsUntil: number;
  reviewAt: number;
  endsAt: number;
};

export type StoreLimits = {
  /** Snapshots in memory at most. */
  maxKeys: number;
  /** Hashes remembered as unknown at most: guessing must not fill the memory. */
  maxUnknown: number;
  /** How long a snapshot that nobody uses is kept. */
  lifetimeMs: number;
  unknownLifetimeMs: number;
  /**
   * The second wall behind the notifications: the first use after this time has the snapshot compared with the
   * database, behind the call's back, and what is not confirmed within `reviewWithinMs` is believed no longer.
   */
  reviewAfterMs: number;
  reviewWithinMs: number;
};

export const defaultLimits: StoreLimits = {
  maxKeys: 200_000,
  maxUnknown: 10_000,
  lifetimeMs: 300_000,
  unknownLifetimeMs: 5_000,
  reviewAfterMs: 240_000,
  reviewWithinMs: 60_000,
};

/** How exactly "longest unused" is known: to be noted at each use, it would cost more than the rest of `find`. */
const recencyMs = 30_000;

/** More changes than this during loads, and every load in flight counts as overtaken. */
const maxChangesRemembered = 10_000;

/** A place in the order of loads and changes. */
export type Ticket = number;

/**
 * Snapshots in memory, by the hash of their secret. What is in here is believed only while the connection that listens
 * for changes is up (`open`), and each load carries a ticket: one that was begun before a change of its key,
 * organization or member arrived never stores what it read, which may be from before the commit.
 */
export class SnapshotStore {
  private readonly entries: LRUCache<string, Entry>;
  private readonly unknown: LRUCache<string, number>;
  private readonly hashesByKey = new Map<string, Set<string>>();
  private readonly keysByOrganization = new Map<string, Set<string>>();

  /** Called once for a snapshot in use when it is time for its review. */
  onReviewDue: (hash: string, version: string) => void = () => undefined;

  private sequence: Ticket = 0;
  /** Loads begun at this ticket or before it are overtaken, whatever they read. */
  private overtakenUpTo: Ticket = 0;
  private readonly changes = new Map<string, Ticket>();
  private loadsInFlight = 0;
  private listening = false;

  constructor(private readonly limits: StoreLimits = defaultLimits) {
    this.entries = new LRUCache({
      max: limits.maxKeys,
      noDisposeOnSet: true,
      dispose: ({ snapshot }, hash) => this.unindex(hash, snapshot),
    });
    this.unknown = new LRUCache({ max: limits.maxUnknown });
  }

  /** Null: known to be unknown. Undefined: must be loaded. */
  find(hash: string, now: number): KeySnapshot | null | undefined {
    const entry = this.entries.peek(hash);
    if (entry !== undefined) {
      return now < entry.restsUntil ? entry.snapshot : this.attend(hash, entry, now);
    }
    const unknownUntil = this.unknown.get(hash);
    return unknownUntil !== undefined && now < unknownUntil ? null : undefined;
  }

  /** The first use after a rest: notes it, and has the snapshot reviewed when it is time. */
  private attend(hash: string, entry: Entry, now: number): KeySnapshot | undefined {
    if (now >= entry.endsAt) return undefined;
    this.entries.get(hash);
    if (now >= entry.reviewAt) {
      entry.endsAt = Math.min(entry.endsAt, now + this.limits.reviewWithinMs);
      entry.reviewAt = entry.endsAt;
      this.onReviewDue(hash, entry.snapshot.version);
    }
    entry.restsUntil = Math.min(now + recencyMs, entry.reviewAt, entry.endsAt);
    return entry.snapshot;
  }

  beginLoad(): Ticket {
    this.loadsInFlight += 1;
    return ++this.sequence;
  }

  endLoad(): void {
    this.loadsInFlight -= 1;
    if (this.loadsInFlight === 0) this.changes.clear();
  }

  /** Takes what a load read. False: it was overtaken by a change, and must be read again. */
  put(ticket: Ticket, hash: string, snapshot: KeySnapshot | null, now: number): boolean {
    if (this.isOvertaken(ticket, snapshot)) return false;
    if (!this.listening) return true;
    if (snapshot === null) {
      this.entries.delete(hash);
      this.unknown.set(hash, now + this.limits.unknownLifetimeMs);
      return true;
    }
    this.unknown.delete(hash);
    const { lifetimeMs, reviewAfterMs } = this.limits;
    const entry: Entry = {
      snapshot,
      restsUntil: now,
      reviewAt: now + reviewAfterMs,
      endsAt: now + lifetimeMs,
    };
    this.entries.set(hash, entry);
    this.index(hash, snapshot);
    return true;
  }

  /** Gives a snapshot another life where its rows still have the versions it was made of; else drops it. */
  review(ticket: Ticket, hash: string, version: string | undefined, now: number): void {
    const entry = this.entries.peek(hash);
    if (entry === undefined || this.isOvertaken(ticket, entry.snapshot)) return;
    if (entry.snapshot.version !== version) {
      this.entries.delete(hash);
      return;
    }
    entry.reviewAt = now + this.limits.reviewAfterMs;
    entry.endsAt = now + this.limits.lifetimeMs;
  }

  /** A change as the triggers name it: `key:<id>`, `organization:<id>`, `member:<organization>:<user>`. */
  drop(change: string): void {
    this.remember(change);
    const [noun, id = '', userId] = change.split(':');
    if (noun === 'key') {
      // A new key or secret may be one that was asked for too early.
      this.unknown.clear();
      this.remember('key');
      this.dropKey(id);
      return;
    }
    for (const keyId of [...(this.keysByOrganization.get(id) ?? [])]) {
      if (noun === 'organization' || this.ownerOf(keyId) === userId) this.dropKey(keyId);
    }
  }

  /** From now on changes arrive. What was begun before may have missed one. */
  open(): void {
    this.clear();
    this.listening = true;
  }

  /** Changes no longer arrive: nothing in memory may be believed. */
  close(): void {
    this.clear();
    this.listening = false;
  }

  get isOpen(): boolean {
    return this.listening;
  }

  get size(): number {
    return this.entries.size;
  }

  private clear(): void {
    this.overtakenUpTo = this.sequence;
    this.changes.clear();
    this.entries.clear();
    this.unknown.clear();
  }

  private remember(change: string): void {
    this.sequence += 1;
    if (this.loadsInFlight === 0) return;
    this.changes.set(change, this.sequence);
    if (this.changes.size <= maxChangesRemembered) return;
    this.overtakenUpTo = this.sequence;
    this.changes.clear();
  }

  private isOvertaken(ticket: Ticket, snapshot: KeySnapshot | null): boolean {
    const changed = (change: string) => (this.changes.get(change) ?? 0) > ticket;
    if (ticket <= this.overtakenUpTo) return true;
    if (snapshot === null) return changed('key');
    const { keyId, organizationId, ownerId } = snapshot;
    return (
      changed(`key:${keyId}`) ||
      changed(`organization:${organizationId}`) ||
      changed(`member:${organizationId}:${ownerId}`)
    );
  }

  private ownerOf(keyId: string): string | undefined {
    for (const hash of this.hashesByKey.get(keyId) ?? []) {
      return this.entries.peek(hash)?.snapshot.ownerId;
    }
    return undefined;
  }

  private dropKey(keyId: string): void {
    for (const hash of [...(this.hashesByKey.get(keyId) ?? [])]) this.entries.delete(hash);
  }

  private index(hash: string, { keyId, organizationId }: KeySnapshot): void {
    addTo(this.hashesByKey, keyId, hash);
    addTo(this.keysByOrganization, organizationId, keyId);
  }

  private unindex(hash: string, { keyId, organizationId }: KeySnapshot): void {
    removeFrom(this.hashesByKey, keyId, hash);
    if (!this.hashesByKey.has(keyId)) removeFrom(this.keysByOrganization, organizationId, keyId);
  }
}

function addTo(sets: Map<string, Set<string>>, name: string, member: string): void {
  const set = sets.get(name);
  if (set) set.add(member);
  else sets.set(name, new Set([member]));
}

function removeFrom(sets: Map<string, Set<string>>, name: string, member: string): void {
  const set = sets.get(name);
  set?.delete(member);
  if (set?.size === 0) sets.delete(name);
}
