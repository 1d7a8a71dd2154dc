import { describe, expect, it } from 'vitest';
import { unused, type KeySnapshot } from './model';
import { SnapshotLoader } from './snapshot-loader';
import { defaultLimits, SnapshotStore } from './snapshot-store';

type Rows = Map<string, KeySnapshot>;

const snapshot = (over: Partial<KeySnapshot> = {}): KeySnapshot => ({
  answerText: '',
  lastUse: unused(),
  version: '1:1:1:1',
  keyId: 'key-1',
  kind: 'general',
  organizationId: 'organization-1',
  organizationStatus: 'active',
  organizationHasCalled: true,
  groupId: '1234567890123456789',
  teamId: 'team-1',
  ownerId: 'user-1',
  ownerStanding: 'may-create-keys',
  environment: 'production',
  scopes: ['inference'],
  status: 'active',
  expiresAt: null,
  allowedServices: null,
  allowedModels: null,
  admitsIp: null,
  organizationAdmitsIp: null,
  ...over,
});

/** A database whose every query waits until the test answers it, and a clock that the test moves. */
function stage(limits = defaultLimits, deadlineMs = 10_000) {
  const store = new SnapshotStore(limits);
  const queries: { hashes: string[]; answer: (rows: Rows) => void; fail: (e: Error) => void }[] =
    [];
  const time = { now: 1_000 };
  const loader = new SnapshotLoader({
    store,
    now: () => time.now,
    deadlineMs,
    select: (hashes) =>
      new Promise<Rows>((answer, fail) => {
        queries.push({ hashes, answer, fail });
      }),
  });
  return { store, loader, queries, time, find: (hash: string) => store.find(hash, time.now) };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
const active = snapshot();
const revoked = snapshot({ status: 'revoked' });

describe('loads of snapshots', () => {
  it('of one tick are one query, and callers of one key share it', async () => {
    const { store, loader, queries } = stage();
    store.open();
    const loads = ['a', 'b', 'a', 'c'].map((hash) => loader.load(hash));
    await turn();
    expect(queries.map(({ hashes }) => hashes)).toEqual([['a', 'b', 'c']]);
    queries[0]!.answer(new Map([['a', active]]));
    expect(await Promise.all(loads)).toEqual([active, null, active, null]);
  });

  it.each([
    ['its key', 'key:key-1'],
    ['its organization', 'organization:organization-1'],
    ['its owner', 'member:organization-1:user-1'],
  ])('never store what they read before a change of %s, and read again', async (_what, change) => {
    const { store, loader, queries, find } = stage();
    store.open();
    const load = loader.load('a');
    await turn();
    // The row was read, then the change was committed and announced, and only now the row arrives.
    store.drop(change);
    queries[0]!.answer(new Map([['a', active]]));
    await turn();
    expect(find('a')).toBeUndefined();
    queries[1]!.answer(new Map([['a', revoked]]));
    expect(await load).toBe(revoked);
    expect(find('a')).toBe(revoked);
  });

  it('are not disturbed by changes of others', async () => {
    const { store, loader, queries, find } = stage();
    store.open();
    const load = loader.load('a');
    await turn();
    store.drop('key:key-2');
    store.drop('member:organization-1:user-2');
    queries[0]!.answer(new Map([['a', active]]));
    expect(await load).toBe(active);
    expect(find('a')).toBe(active);
  });

  it('never remember as unknown what was created meanwhile', async () => {
    const { store, loader, queries, find } = stage();
    store.open();
    const load = loader.load('a');
    await turn();
    store.drop('key:key-1');
    queries[0]!.answer(new Map());
    await turn();
    expect(find('a')).toBeUndefined();
    queries[1]!.answer(new Map([['a', active]]));
    expect(await load).toBe(active);
  });

  it('of a key that changes all the time are answered in the end, and not stored', async () => {
    const { store, loader, queries, find } = stage();
    store.open();
    const load = loader.load('a');
    for (let round = 0; round < 4; round += 1) {
      await turn();
      store.drop('key:key-1');
      queries[round]!.answer(new Map([['a', active]]));
    }
    expect(await load).toBe(active);
    expect(queries).toHaveLength(4);
    expect(find('a')).toBeUndefined();
  });

  it('begun before the notifications came, or lost them, store nothing', async () => {
    const { store, loader, queries, find } = stage();
    const early = loader.load('a');
    await turn();
    store.open();
    queries[0]!.answer(new Map([['a', active]]));
    await turn();
    queries[1]!.answer(new Map([['a', active]]));
    await early;
    expect(find('a')).toBe(active);
    const late = loader.load('b');
    await turn();
    store.close();
    expect(find('a')).toBeUndefined();
    queries[2]!.answer(new Map([['b', active]]));
    await turn();
    queries[3]!.answer(new Map([['b', active]]));
    expect(await late).toBe(active);
    expect(find('b')).toBeUndefined();
  });

  it('without notifications are not shared with whoever asks after the query went out', async () => {
    const { loader, queries } = stage();
    const first = loader.load('a');
    await turn();
    const second = loader.load('a');
    await turn();
    queries[0]!.answer(new Map([['a', active]]));
    queries[1]!.answer(new Map([['a', revoked]]));
    expect(await first).toBe(active);
    expect(await second).toBe(revoked);
  });

  it('fail for all who wait when the database fails, or says nothing in time', async () => {
    const { store, loader, queries } = stage(defaultLimits, 100);
    store.open();
    const failing = loader.load('a');
    await turn();
    queries[0]!.fail(new Error('down'));
    await expect(failing).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
    await expect(loader.load('a')).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('snapshots in memory', () => {
  const filled = (over = {}) => {
    const staged = stage({ ...defaultLimits, ...over });
    staged.store.open();
    const put = (hash: string, of: KeySnapshot | null) => {
      staged.store.put(staged.store.beginLoad(), hash, of, staged.time.now);
      staged.store.endLoad();
    };
    return { ...staged, put };
  };

  it('are dropped by changes of their key, organization or owner, and by no other', () => {
    for (const change of [
      'key:key-1',
      'organization:organization-1',
      'member:organization-1:user-1',
    ]) {
      const { store, put, find } = filled();
      put('a', active);
      put('a2', active);
      put('b', snapshot({ keyId: 'key-2', organizationId: 'organization-2', ownerId: 'user-2' }));
      store.drop(change);
      expect([find('a'), find('a2')]).toEqual([undefined, undefined]);
      expect(find('b')).toBeDefined();
    }
  });

  it('are reviewed once at their first use after a while, and believed no longer than that may take', () => {
    const { store, put, find, time } = filled({ reviewAfterMs: 24_000, reviewWithinMs: 6_000 });
    const due: string[] = [];
    store.onReviewDue = (hash) => due.push(hash);
    put('a', active);
    time.now += 23_999;
    expect(find('a')).toBe(active);
    expect(due).toEqual([]);
    time.now += 60_000;
    expect([find('a'), find('a')]).toEqual([active, active]);
    expect(due).toEqual(['a']);
    time.now += 6_000;
    expect(find('a')).toBeUndefined();
  });

  it('are not believed without end where nobody used them', () => {
    const { put, find, time } = filled();
    put('a', active);
    time.now += 300_000;
    expect(find('a')).toBeUndefined();
  });

  it('live on where their rows are still the same, and end where they are not', () => {
    const { store, put, find, time } = filled();
    for (const hash of ['same', 'changed', 'gone', 'overtaken']) put(hash, active);
    put('overtaken', snapshot({ keyId: 'key-2', organizationId: 'organization-2' }));
    time.now += 25_000;
    const ticket = store.beginLoad();
    store.review(ticket, 'same', '1:1:1:1', time.now);
    store.review(ticket, 'changed', '1:2:1:1', time.now);
    store.review(ticket, 'gone', undefined, time.now);
    store.drop('organization:organization-2');
    put('overtaken', snapshot({ keyId: 'key-2', organizationId: 'organization-2' }));
    store.review(ticket, 'overtaken', 'of an old row', time.now);
    expect(find('overtaken')).toBeDefined();
    time.now += 20_000;
    expect(find('same')).toBe(active);
    expect([find('changed'), find('gone')]).toEqual([undefined, undefined]);
  });

  it('are bounded, and so is what is known to be unknown', () => {
    const { store, put, find } = filled({ maxKeys: 10, maxUnknown: 10 });
    for (let n = 0; n < 100; n += 1) {
      put(`known-${n}`, snapshot({ keyId: `key-${n}` }));
      put(`unknown-${n}`, null);
    }
    expect(store.size).toBe(10);
    expect([find('known-0'), find('known-99')?.keyId]).toEqual([undefined, 'key-99']);
    expect([find('unknown-0'), find('unknown-99')]).toEqual([undefined, null]);
    // What was pushed out left no trace behind it.
    store.drop('organization:organization-1');
    expect(store.size).toBe(0);
  });

  it('that are unknown are forgotten after seconds, and at once when any key is made', () => {
    const { store, put, find, time } = filled();
    put('a', null);
    expect(find('a')).toBeNull();
    store.drop('key:key-9');
    expect(find('a')).toBeUndefined();
    put('a', null);
    time.now += 5_000;
    expect(find('a')).toBeUndefined();
  });

  it('keep apart names that mean something to objects', () => {
    const { store, put, find } = filled();
    put('__proto__', snapshot({ keyId: '__proto__', organizationId: 'constructor' }));
    expect(find('__proto__')?.keyId).toBe('__proto__');
    expect(find('constructor')).toBeUndefined();
    store.drop('organization:constructor');
    expect(find('__proto__')).toBeUndefined();
  });
});
