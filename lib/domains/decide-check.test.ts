import { describe, expect, test } from 'vitest';
import { addSeconds } from '@/lib/platform/clock';
import { decideCheck, nextLook } from './decide-check';
import { stateOf, type DomainProof } from './model';

const day = 86_400;
const start = new Date('2026-11-22T12:00:00Z');
const at = (seconds: number) => addSeconds(start, seconds);
const waiting: DomainProof = {
  token: 'abc',
  createdAt: start,
  verifiedAt: null,
  lapsedAt: null,
  lastCheckedAt: null,
  lastFailure: null,
  failingSince: null,
  nextCheckAt: at(300),
};
const found = { status: 'found', records: ['v=spf1 -all', 'gatehouse-verification=abc'] } as const;
const absent = { status: 'absent' } as const;
const unanswered = { status: 'unanswered', reason: 'ETIMEOUT' } as const;
const verified: DomainProof = { ...waiting, ...decideCheck(waiting, found, at(300)).change };

describe('a domain that waits', () => {
  test('is verified by the record, among others', () => {
    const { event, change } = decideCheck(waiting, found, at(300));
    expect(event).toBe('verified');
    expect(change).toMatchObject({ verifiedAt: at(300), lastFailure: null });
    expect(change.nextCheckAt).toEqual(at(300 + day));
    expect(stateOf(change)).toBe('verified');
  });

  test.each(['"gatehouse-verification=abc"', ' gatehouse-verification=abc '])(
    'is verified by %j, as consoles of name servers write it',
    (text) => {
      expect(decideCheck(waiting, { status: 'found', records: [text] }, start).event).toBe(
        'verified',
      );
    },
  );

  test.each([
    'gatehouse-verification=abcd',
    'gatehouse-verification=ab',
    'gatehouse-verification=ABC',
    'x gatehouse-verification=abc',
    'gatehouse-verification=abc gatehouse-verification=abc',
    'abc',
    '',
  ])('is not verified by %j', (text) => {
    const decision = decideCheck(waiting, { status: 'found', records: [text] }, at(300));
    expect(decision).toMatchObject({
      event: null,
      change: { verifiedAt: null, lastFailure: 'other' },
    });
  });

  test('is looked for less and less often, and after a week no more', () => {
    expect(nextLook(start, start)).toEqual(at(300));
    expect(nextLook(start, at(3_600))).toEqual(at(3_600 + 1_800));
    expect(nextLook(start, at(6 * day))).toEqual(at(6 * day + day / 2));
    const { change } = decideCheck({ ...waiting, nextCheckAt: at(7 * day) }, absent, at(7 * day));
    expect(change.nextCheckAt).toBeNull();
    expect(stateOf(change)).toBe('unproved');
    expect(
      decideCheck({ ...waiting, ...change }, absent, at(8 * day)).change.nextCheckAt,
    ).toBeNull();
    expect(decideCheck({ ...waiting, ...change }, found, at(9 * day)).event).toBe('verified');
  });

  test('that another organization has is refused, and that is news once', () => {
    const first = decideCheck(waiting, { status: 'taken' }, at(300));
    expect(first).toMatchObject({ event: 'refused', change: { verifiedAt: null } });
    const again = decideCheck({ ...waiting, ...first.change }, { status: 'taken' }, at(900));
    expect(again.event).toBeNull();
  });
});

describe('a verified domain', () => {
  test('stays so while the record is there', () => {
    const { event, change } = decideCheck(verified, found, at(2 * day));
    expect(event).toBeNull();
    expect(change).toMatchObject({ verifiedAt: at(300), nextCheckAt: at(3 * day) });
  });

  test('ends when the record was gone for 7 days, and not a second before', () => {
    const first = decideCheck(verified, absent, at(day));
    expect(first).toMatchObject({ event: 'failing', change: { failingSince: at(day) } });
    expect(stateOf(first.change)).toBe('failing');
    const failing = { ...verified, ...first.change };
    expect(decideCheck(failing, absent, at(8 * day - 1))).toMatchObject({
      event: null,
      change: { verifiedAt: at(300), failingSince: at(day) },
    });
    const last = decideCheck(failing, absent, at(8 * day));
    expect(last).toMatchObject({
      event: 'lapsed',
      change: { verifiedAt: null, lapsedAt: at(8 * day), failingSince: null, nextCheckAt: null },
    });
    expect(stateOf(last.change)).toBe('lapsed');
    const back = decideCheck({ ...verified, ...last.change }, found, at(9 * day));
    expect(back).toMatchObject({ event: 'verified', change: { lapsedAt: null } });
  });

  test('that is found again begins the days anew', () => {
    const failing = { ...verified, ...decideCheck(verified, absent, at(day)).change };
    const back = decideCheck(failing, found, at(5 * day));
    expect(back).toMatchObject({ event: 'recovered', change: { failingSince: null } });
  });

  test('is not ended by an outage, however long', () => {
    const { event, change } = decideCheck(verified, unanswered, at(30 * day));
    expect(event).toBeNull();
    expect(change).toMatchObject({ failingSince: null, lastFailure: 'unanswered' });
    expect(change.nextCheckAt).toEqual(at(30 * day + 3_600));
    const failing = { ...verified, ...decideCheck(verified, absent, at(day)).change };
    expect(decideCheck(failing, unanswered, at(30 * day))).toMatchObject({
      event: null,
      change: { verifiedAt: at(300), failingSince: at(day) },
    });
  });
});
