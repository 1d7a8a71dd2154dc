import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDns } from '@/lib/platform/dns';
import { startDnsServer, type DnsServer } from '@/tests/support/dns-server';

const name = '_gatehouse-challenge.acme.example';
let server: DnsServer;
beforeAll(async () => {
  server = await startDnsServer();
});
beforeEach(() => {
  server.names.clear();
  server.asked.length = 0;
});
afterAll(() => server.stop());
const ask = (at = name) => createDns([server.address]).findTxt(at);

describe('TXT records', () => {
  test('are found, each of several strings joined to one', async () => {
    server.names.set(name, { txt: ['one', ['gatehouse-', 'verification=', 'abc'], ''] });
    expect(await ask()).toEqual({
      status: 'found',
      records: ['one', 'gatehouse-verification=abc', ''],
    });
  });

  test('are found at the end of an alias', async () => {
    server.names.set(name, { alias: 'proofs.dns-host.example' });
    server.names.set('proofs.dns-host.example', { txt: ['at the end'] });
    expect(await ask()).toEqual({ status: 'found', records: ['at the end'] });
  });

  test('that do not fit into a datagram are fetched over TCP', async () => {
    const txt = Array.from({ length: 300 }, (_, index) => `record ${index} ${'x'.repeat(90)}`);
    server.names.set(name, { txt });
    const answer = await ask();
    expect(answer.status === 'found' && answer.records.length).toBe(300);
    expect(server.asked.map(({ over }) => over)).toContain('tcp');
  });

  test('are asked for anew each time', async () => {
    const dns = createDns([server.address]);
    server.names.set(name, { txt: ['before'] });
    await dns.findTxt(name);
    server.names.set(name, { txt: ['after'] });
    expect(await dns.findTxt(name)).toEqual({ status: 'found', records: ['after'] });
    server.names.delete(name);
    expect(await dns.findTxt(name)).toEqual({ status: 'absent' });
  });

  test.each([
    ['a name that does not exist', undefined],
    ['a name without such records', { empty: true } as const],
    ['an alias that leads nowhere', { alias: 'nowhere.example' } as const],
  ])('are absent for %s', async (_, known) => {
    if (known !== undefined) server.names.set(name, known);
    expect(await ask()).toEqual({ status: 'absent' });
  });

  test.each([
    ['fails', { rcode: 'SERVFAIL' } as const, 'ESERVFAIL'],
    ['refuses', { rcode: 'REFUSED' } as const, 'EREFUSED'],
    ['is silent', { silent: true } as const, 'ETIMEOUT'],
  ])('are neither there nor absent where the server %s', async (_, known, reason) => {
    server.names.set(name, known);
    expect(await ask()).toEqual({ status: 'unanswered', reason });
  });

  test('are neither there nor absent where nobody listens', async () => {
    expect(await createDns(['127.0.0.1:1']).findTxt(name)).toMatchObject({ status: 'unanswered' });
  });

  test('one server that is down leaves the others', async () => {
    server.names.set(name, { txt: ['still'] });
    const dns = createDns(['127.0.0.1:1', server.address]);
    expect(await dns.findTxt(name)).toEqual({ status: 'found', records: ['still'] });
  });
});
