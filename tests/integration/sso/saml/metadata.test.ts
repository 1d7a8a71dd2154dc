import { beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '@/lib/kernel/errors';
import { createAuthnRequest } from '@/lib/sso/saml/authn-request';
import { fetchMetadata, publicInternet, type MetadataGuard } from '@/lib/sso/saml/fetch-metadata';
import { readMetadata } from '@/lib/sso/saml/read-metadata';
import { writeServiceProviderMetadata } from '@/lib/sso/saml/service-provider-metadata';
import { certificateBody } from '@/lib/sso/saml/certificate';
import { hasProgram } from '@/tests/support/peers';
import { createSamlWorld, type SamlWorld } from '@/tests/support/saml-signer';
import { verifiesInXmlsec } from '@/tests/support/xmlsec';

let world: SamlWorld;
let good: string;

beforeAll(async () => {
  world = await createSamlWorld();
  good = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.test/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificateBody(world.identityKey.certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.test/post"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.test/redirect"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
});

const fieldsOf = async (work: () => unknown) => {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return Object.entries(error.fieldErrors).flat(2).join(': ');
  }
};

test('metadata says who signs, where, and by redirect rather than POST', () => {
  const read = readMetadata(good, { now: world.now });
  expect(read).toMatchObject({
    entityId: 'https://idp.test/metadata',
    signInUrl: 'https://idp.test/redirect',
    binding: 'redirect',
  });
  expect(read.certificates).toHaveLength(1);
  expect(read.certificates[0]!.pem).toBe(world.identityKey.certificate);
});

test.each<[string, RegExp, (xml: string) => string]>([
  [
    'a document type',
    /document type/,
    (xml) => `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>${xml}`,
  ],
  ['20 MB', /512 KB/, (xml) => xml + ' '.repeat(20_000_000) + '<x/>'],
  [
    'run out',
    /run out/,
    (xml) => xml.replace(' entityID', ' validUntil="2020-01-01T00:00:00Z" entityID'),
  ],
  [
    'no certificate',
    /no signing certificate/,
    (xml) => xml.replace(/<md:KeyDescriptor.*<\/md:KeyDescriptor>/s, ''),
  ],
  [
    'no certificate in it',
    /cannot be read/,
    (xml) => xml.replace(/(<ds:X509Certificate>)[^<]*/, '$1AAAA'),
  ],
  ['http', /https/, (xml) => xml.replace('https://idp.test/redirect', 'http://idp.test/redirect')],
  ['a script', /https/, (xml) => xml.replace('https://idp.test/redirect', 'javascript:alert(1)')],
  [
    'two identity providers',
    /more than one/,
    (xml) =>
      `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${xml}${xml}</md:EntitiesDescriptor>`,
  ],
  [
    'a service provider',
    /no SAML 2.0 identity provider/,
    (xml) => xml.replace(/IDPSSODescriptor/g, 'SPSSODescriptor'),
  ],
  ['no name', /entityID/, (xml) => xml.replace(/entityID="[^"]*"/, 'entityID=""')],
  ['HTML', /well-formed|not SAML|document type/, () => '<html><body>Not found</body></html>'],
])('metadata with %s is refused', async (_, words, change) => {
  expect(await fieldsOf(() => readMetadata(change(good), { now: world.now }))).toMatch(words);
});

describe('by address', () => {
  test.each([
    ...[
      'http://idp.test/',
      'file:///etc/passwd',
      'gopher://idp.test/',
      'data:text/xml,x',
      'ftp://idp.test/',
    ],
    ...[
      'https://u:p@idp.test/',
      'https://idp.test:22/',
      'https://idp.test:6379/',
      'https://idp.test/\r\nX: y',
    ],
    ...[
      'https://127.1/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://0177.0.0.1/',
      'https://①②⑦.0.0.1/',
    ],
    ...[
      'https://[::1]/',
      'https://[::ffff:7f00:1]/',
      'https://0.0.0.0/',
      'https://169.254.169.254/',
    ],
    ...[
      'https://[fd00::1]/',
      'https://100.64.0.1/',
      'https://[64:ff9b::7f00:1]/',
      'https://10.0.0.1/',
      'https://localhost/',
    ],
  ])('%s is refused', async (address) => {
    expect(await fieldsOf(() => fetchMetadata(address, world.now))).toMatch(/^metadataUrl: /);
  });

  test('a name is judged by the addresses that it leads to when it is connected to', async () => {
    const asked: string[] = [];
    const lookup: MetadataGuard['lookup'] = (name, _options, done) => {
      asked.push(name);
      done(null, [
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    };
    const guard = { ...publicInternet, lookup };
    expect(await fieldsOf(() => fetchMetadata('https://rebound.test/', world.now, guard))).toMatch(
      /^metadataUrl: No metadata could be fetched there/,
    );
    expect(asked).toEqual(['rebound.test']);
  });
});

test('our own metadata is the same each time, holds no private key, and both certificates', () => {
  const written = writeServiceProviderMetadata(world.serviceProvider);
  expect(writeServiceProviderMetadata(world.serviceProvider)).toBe(written);
  expect(written).not.toContain('PRIVATE');
  expect(written).toContain(certificateBody(world.serviceProvider.signingKey.certificate));
  expect(written).toContain(certificateBody(world.serviceProvider.decryptionKey.certificate));
});

test.skipIf(!hasProgram('xmlsec1'))('a request by POST verifies in xmlsec1', () => {
  const request = createAuthnRequest({
    ...world,
    identityProvider: { ...world.identityProvider, binding: 'post' },
    id: '_request',
    relayState: 'state',
    forceAuthn: true,
  });
  if (request.binding !== 'post') throw new Error('not by POST');
  const xml = Buffer.from(request.fields.SAMLRequest, 'base64').toString();
  const signed = { id: '_request', element: 'AuthnRequest' } as const;
  const { certificate } = world.serviceProvider.signingKey;
  expect(verifiesInXmlsec(xml, signed, certificate)).toBe(true);
  expect(verifiesInXmlsec(xml.replace('ForceAuthn="true"', ''), signed, certificate)).toBe(false);
});
