import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemRandom } from '@/lib/platform/random';
import { fetchMetadata, publicInternet, type MetadataGuard } from '@/lib/sso/saml/fetch-metadata';
import { createKeyPair } from '@/lib/sso/saml/signing-key';
import { createIdentityProvider } from '@/tests/support/identity-provider';
import { refusalOf } from '@/tests/support/tenants';

const now = new Date();
let server: Server;
let metadata: string;
let guard: MetadataGuard;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[];

beforeAll(async () => {
  const { privateKey, certificate } = await createKeyPair(systemRandom, 'idp.test', now);
  metadata = (await createIdentityProvider('https://idp.test/metadata', now)).metadata();
  server = createServer({ key: privateKey, cert: certificate }, (request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://idp.test:${(server.address() as AddressInfo).port}/metadata`;
  // The name leads to this machine, and this machine is allowed: nothing else is other than outside.
  guard = {
    lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    allowsAddress: (address) => address === '127.0.0.1',
    allowsPort: () => true,
    ca: certificate,
  };
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const fetchIt = (changes: Partial<MetadataGuard> = {}) =>
  fetchMetadata(url, now, { ...guard, ...changes });

test('what stands at the address is read, once', async () => {
  answer = (_request, response) => response.end(metadata);
  const found = await fetchIt();
  expect([found.entityId, found.certificates.length]).toEqual(['https://idp.test/metadata', 1]);
  expect(asked).toEqual(['/metadata']);
});

test.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
  [
    'leads elsewhere',
    (request, response) => {
      if (request.url === '/elsewhere') response.end(metadata);
      else response.writeHead(302, { location: '/elsewhere' }).end();
    },
  ],
  ['is not there', (_request, response) => response.writeHead(404).end(metadata)],
  ['is too large', (_request, response) => response.end(metadata + ' '.repeat(512 * 1024))],
  [
    'has headers without end',
    (_request, response) => response.setHeader('x-much', 'x'.repeat(64 * 1024)).end(metadata),
  ],
  [
    'breaks off',
    (_request, response) => {
      response.setHeader('content-length', '100000');
      response.write(metadata.slice(0, 100), () => response.destroy());
    },
  ],
  [
    'comes one letter at a time, for longer than anybody waits',
    (_request, response) => {
      const timer = setInterval(() => response.write(' '), 200);
      response.on('close', () => clearInterval(timer));
    },
  ],
])(
  'a document that %s is refused, in the one sentence for all',
  async (_, behaviour) => {
    answer = behaviour;
    const refusal = await refusalOf(fetchIt());
    expect(refusal.fieldErrors.metadataUrl?.[0]).toMatch(/^No metadata could be fetched there\./);
    expect(asked).toEqual(['/metadata']);
  },
  20_000,
);

test('what is no metadata is refused for what it is', async () => {
  answer = (_request, response) => response.end('<html>hello</html>');
  expect((await refusalOf(fetchIt())).fieldErrors).toHaveProperty('metadata');
});

test('nobody is asked at an address that is not public, whatever its name says, nor without their certificate', async () => {
  answer = (_request, response) => response.end(metadata);
  const elsewhere = (address: string) => publicInternet.allowsAddress(address);
  for (const changes of [{ allowsAddress: elsewhere }, { ca: '' }]) {
    const refusal = await refusalOf(fetchIt(changes));
    expect(refusal.fieldErrors.metadataUrl?.[0]).toMatch(/^No metadata could be fetched there\./);
  }
  expect(asked).toEqual([]);
});
