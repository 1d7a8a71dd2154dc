import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressResolver, isLoopbackPeer } from './client-address';

const trusting = createAddressResolver(['10.0.0.0/8', 'fd00::/8', '127.0.0.1']);
const trustingNobody = createAddressResolver([]);
const proxy = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((parts) => `10.${parts.join('.')}`);
const outside = fc
  .tuple(fc.integer({ min: 11, max: 126 }), fc.nat(255), fc.nat(255), fc.nat(255))
  .map((parts) => parts.join('.'));
/** What a client may have written into the header itself. */
const forged = fc.array(
  fc.oneof(
    outside,
    proxy,
    fc.constantFrom('127.0.0.1', 'unknown', '', '::1', '_hidden', '1.2.3.4:80'),
  ),
  { maxLength: 20 },
);

describe("the client's address", () => {
  it('is the socket where no proxy is trusted, whatever the header says', () => {
    fc.assert(
      fc.property(
        outside,
        forged,
        (socket, header) => trustingNobody(socket, header.join(', ')) === socket,
      ),
    );
  });

  it('is the socket where it is not a trusted proxy, whatever the header says', () => {
    fc.assert(
      fc.property(
        outside,
        forged,
        (socket, header) => trusting(socket, header.join(',')) === socket,
      ),
    );
  });

  it('is the first from the right outside the trusted proxies, whatever stands left of it', () => {
    fc.assert(
      fc.property(
        proxy,
        forged,
        outside,
        fc.array(proxy, { maxLength: 5 }),
        (socket, written, client, proxies) =>
          trusting(socket, [...written, client, ...proxies].join(', ')) === client,
      ),
      { numRuns: 1000 },
    );
  });

  it('is the outermost trusted proxy where there is nobody else', () => {
    expect(trusting('10.0.0.1', '10.0.0.3, 10.0.0.2')).toBe('10.0.0.3');
    expect(trusting('10.0.0.1', undefined)).toBe('10.0.0.1');
  });

  it.each([
    'unknown',
    '',
    ' ',
    '1.2.3.4:8080',
    '[2001:db8::1]:443',
    'fe80::1%eth0',
    '1.2.3',
    '1.2.3.4, ',
    '1.2.3.4;5',
  ])('is unknown where a trusted proxy wrote what cannot be read: %j', (header) => {
    expect(trusting('10.0.0.1', header)).toBeNull();
  });

  it('reads IPv6, IPv4 inside IPv6, and a zone of the socket', () => {
    expect(trusting('::ffff:10.0.0.1', '2001:db8::1')).toBe('2001:db8::1');
    expect(trusting('fd00::1', '::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(trusting('fe80::1%eth0', '192.0.2.1')).toBe('fe80::1');
    expect(trusting(undefined, '192.0.2.1')).toBeNull();
  });

  it('is found quickly in a header of 10 KB', () => {
    const many = Array.from({ length: 1_000 }, () => '192.0.2.1').join(',');
    expect(trusting('10.0.0.1', `${many},198.51.100.7,10.0.0.2`)).toBe('198.51.100.7');
    expect(trusting('10.0.0.1', Array.from({ length: 2_000 }, () => '10.0.0.1').join(','))).toBe(
      '10.0.0.1',
    );
    expect(trusting('10.0.0.1', ','.repeat(10_000))).toBeNull();
  });
});

describe('loopback', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('is %s', (address) => {
    expect(isLoopbackPeer(address)).toBe(true);
  });
  it.each([undefined, '', '10.0.0.1', '::2', 'localhost'])('is not %s', (address) => {
    expect(isLoopbackPeer(address)).toBe(false);
  });
});
