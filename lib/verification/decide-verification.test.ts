import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileIpRanges } from '@/lib/platform/ip-address';
import { refusedAnswerText } from './answer-text';
import { decideVerification } from './decide-verification';
import {
  refusalCodes,
  refusalReasons,
  validAnswerOf,
  type CallFacts,
  type KeySnapshot,
  type RefusalCode,
  type RefusalReason,
  unused,
} from './model';

const now = Date.parse('2026-11-21T12:00:00Z');

const goodKey: KeySnapshot = {
  answerText: '',
  lastUse: unused(),
  version: '',
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
  expiresAt: now + 1,
  allowedServices: new Set(['text', 'speech']),
  allowedModels: new Set(['model-a', 'model-b']),
  admitsIp: compileIpRanges(['10.0.0.0/8', '2001:db8::/32']),
  organizationAdmitsIp: compileIpRanges(['10.0.0.0/9', '2001:db8::/32']),
};
const goodCall: CallFacts = {
  groupId: goodKey.groupId,
  service: 'text',
  model: 'model-a',
  ip: '10.1.2.3',
};

type Fault = { reason: RefusalReason; key?: Partial<KeySnapshot>; call?: CallFacts };

/** Each way to be refused, in the order of the contract's table. */
const faults: Fault[] = [
  { reason: 'revoked', key: { status: 'revoked' } },
  { reason: 'disabled', key: { status: 'disabled' } },
  { reason: 'suspended', key: { status: 'suspended' } },
  { reason: 'expired', key: { expiresAt: now } },
  { reason: 'owner-not-a-member', key: { ownerStanding: 'not-a-member' } },
  { reason: 'owner-lacks-role', key: { ownerStanding: 'lacks-role' } },
  { reason: 'owner-not-in-team', key: { ownerStanding: 'not-in-team' } },
  { reason: 'organization-suspended', key: { organizationStatus: 'suspended' } },
  { reason: 'organization-deleting', key: { organizationStatus: 'deleting' } },
  { reason: 'group-mismatch', call: { groupId: '9999999999999999999' } },
  { reason: 'ip-outside-ranges', call: { ip: '11.0.0.1' } },
  { reason: 'ip-outside-organization', call: { ip: '10.200.0.1' } },
  { reason: 'ip-missing', call: { ip: undefined } },
  { reason: 'ip-missing', key: { admitsIp: null }, call: { ip: undefined } },
  { reason: 'ip-missing', call: { ip: 'unknown' } },
  { reason: 'service-unknown', call: { service: 'telepathy' } },
  { reason: 'service-outside-list', call: { service: 'video' } },
  { reason: 'scope-missing', key: { scopes: [] } },
  { reason: 'model-outside-list', call: { model: 'model-c' } },
];
const codes = Object.keys(refusalCodes) as RefusalCode[];
const codeIndexOf = (reason: RefusalReason) => codes.indexOf(refusalReasons[reason].code);
const withFaults = (chosen: readonly Fault[]) =>
  decideVerification(
    Object.assign({}, goodKey, ...chosen.map(({ key }) => key)) as KeySnapshot,
    Object.assign({}, goodCall, ...chosen.map(({ call }) => call)) as CallFacts,
    now,
  );

describe('a verification', () => {
  it('lets a call through to which nothing objects', () => {
    expect(withFaults([])).toEqual({ valid: true, key: goodKey });
  });

  it.each(faults)('is refused: $reason $key $call', (fault) => {
    expect(withFaults([fault])).toMatchObject({ valid: false, reason: fault.reason });
  });

  it('is refused for an unknown key exactly as for a revoked one, as far as the caller can see', () => {
    const unknown = decideVerification(null, goodCall, now);
    const revoked = withFaults([faults[0]!]);
    if (unknown.valid || revoked.valid) throw new Error('neither may pass');
    expect(revoked.code).toBe(unknown.code);
    expect(refusedAnswerText(unknown.code)).toBe(
      '{"valid":false,"code":"invalid-key","statusCode":2049,"message":"invalid api key"}',
    );
  });

  it('with several faults, in whatever order, is refused with the first code of the table', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(faults, { minLength: 1 }), (chosen) => {
        const fieldOf = ({ key, call }: Fault) => Object.keys({ ...key, ...call })[0];
        // Two faults of one field replace each other: the later one stands.
        const standing = chosen.filter(
          (fault, at) => !chosen.slice(at + 1).some((later) => fieldOf(later) === fieldOf(fault)),
        );
        const first = Math.min(...standing.map(({ reason }) => codeIndexOf(reason)));
        const decision = withFaults(standing);
        return !decision.valid && codes.indexOf(decision.code) === first;
      }),
      { numRuns: 1000 },
    );
  });

  it('passes only a call that each single rule would pass', () => {
    const key = fc.record({
      status: fc.constantFrom('active', 'active', 'active', 'disabled', 'suspended', 'revoked'),
      organizationStatus: fc.constantFrom('active', 'active', 'suspended', 'deleting'),
      ownerStanding: fc.constantFrom('may-create-keys', 'may-create-keys', 'not-a-member'),
      kind: fc.constantFrom('general', 'subscription', 'service-account', 'organization-token'),
      expiresAt: fc.constantFrom(null, now - 1, now, now + 1),
      allowedServices: fc.constantFrom(null, new Set(['text']), new Set<string>()),
      allowedModels: fc.constantFrom(null, new Set(['model-a'])),
      admitsIp: fc.constantFrom(null, goodKey.admitsIp),
      organizationAdmitsIp: fc.constantFrom(null, goodKey.organizationAdmitsIp),
      scopes: fc.constantFrom(['inference'], []),
    });
    const call = fc.record({
      groupId: fc.constantFrom(undefined, goodKey.groupId, '1'),
      service: fc.constantFrom(undefined, 'text', 'video', '__proto__'),
      model: fc.constantFrom(undefined, 'model-a', 'model-c'),
      ip: fc.constantFrom(undefined, '10.0.0.1', '::ffff:10.0.0.1', '11.0.0.1', 'junk'),
    });
    fc.assert(
      fc.property(key, call, (over, facts) => {
        const snapshot = { ...goodKey, ...over } as KeySnapshot;
        const personal = ['general', 'subscription'].includes(snapshot.kind);
        const mayPass =
          snapshot.status === 'active' &&
          (snapshot.expiresAt === null || snapshot.expiresAt > now) &&
          (!personal || snapshot.ownerStanding === 'may-create-keys') &&
          snapshot.organizationStatus === 'active' &&
          (facts.groupId === undefined || facts.groupId === goodKey.groupId) &&
          ((snapshot.admitsIp === null && snapshot.organizationAdmitsIp === null) ||
            (facts.ip?.endsWith('10.0.0.1') ?? false)) &&
          (facts.service === undefined ||
            (['text', 'video'].includes(facts.service) &&
              snapshot.scopes.length > 0 &&
              (snapshot.allowedServices?.has(facts.service) ?? true))) &&
          (facts.model === undefined || (snapshot.allowedModels?.has(facts.model) ?? true));
        return decideVerification(snapshot, facts, now).valid === mayPass;
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the answer to a call that may go on', () => {
  it('has exactly the fields of the contract, null where a part does not apply', () => {
    expect(validAnswerOf({ ...goodKey, expiresAt: null })).toEqual({
      valid: true,
      keyId: 'key-1',
      kind: 'general',
      organizationId: 'organization-1',
      groupId: '1234567890123456789',
      teamId: 'team-1',
      ownerId: 'user-1',
      environment: 'production',
      scopes: ['inference'],
      rateLimit: null,
      budget: null,
      pot: 'wallet',
      expiresAt: null,
    });
    expect(validAnswerOf(goodKey).expiresAt).toBe('2026-11-21T12:00:00.001Z');
    expect(validAnswerOf({ ...goodKey, kind: 'subscription' }).pot).toBe('plan');
  });
});
