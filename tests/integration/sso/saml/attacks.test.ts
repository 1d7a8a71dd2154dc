import { beforeAll, describe, expect, test } from 'vitest';
import { SamlRefusal, samlCheckWords, type SamlCheck } from '@/lib/sso/saml/model';
import { validateResponse } from '@/lib/sso/saml/validate-response';
import {
  createSamlWorld,
  encryptAssertion,
  makeResponse,
  sign,
  toPost,
  writeAssertion,
  assertionParts,
  type SamlWorld,
  type Signed,
} from '@/tests/support/saml-signer';
import { wrapSignature, wrappings } from '@/tests/support/saml-wrapping';

let world: SamlWorld;

beforeAll(async () => {
  world = await createSamlWorld();
});

const validate = (samlResponse: string) =>
  validateResponse({
    ...world,
    samlResponse,
    inResponseTo: '_request',
    forceAuthnSince: null,
  });

/** The check that refuses it, or what came instead. */
async function checkOf(xml: string): Promise<unknown> {
  try {
    return await validate(toPost(xml));
  } catch (error) {
    return error instanceof SamlRefusal ? error.check : error;
  }
}

type Attack = readonly [name: string, check: SamlCheck, attack: (xml: string) => string];
const signedBy: Signed[] = ['both', 'assertion', 'response'];

/** Puts `to` where `from` is, which has to be there. */
const swap = (from: string | RegExp, to: string) => (xml: string) => {
  const swapped = xml.replace(from, to);
  expect(swapped).not.toBe(xml);
  return swapped;
};

test.each(signedBy)('what is as it should be is accepted (signed: %s)', async (signed) => {
  expect(await validate(toPost(await makeResponse(world, { signed })))).toMatchObject({
    id: '_assertion',
    nameId: 'ada@example.test',
  });
});

describe.each(signedBy)('signature wrapping (signed: %s)', (signed) => {
  test.each(wrappings)('XSW%i', async (kind) => {
    const xml = await makeResponse(world, { signed });
    const attack = wrapSignature(xml, kind, 'ada@example.test', 'eve@example.test');
    expect(attack).toContain('eve@example.test');
    expect(await checkOf(attack)).toMatch(
      /^(root|assertions|signature-place|signature-form|duplicate-id)$/,
    );
  });
});

const signature = /<ds:Signature .*?<\/ds:Signature>/s;
const lastSignature = /<ds:Signature (?!.*<ds:Signature ).*?<\/ds:Signature>/s;
const nameId = '>ada@example.test</saml:NameID>';
const doctype = (inside: string) => (xml: string) => `<!DOCTYPE r ${inside}>${xml}`;
const bomb = `[${['a0 "x"', ...Array.from({ length: 9 }, (_, i) => `a${i + 1} "${`&a${i};`.repeat(10)}"`)].map((entity) => `<!ENTITY ${entity}>`).join('')}]`;

const attacks: Attack[] = [
  ['all signatures stripped', 'signature-missing', swap(new RegExp(signature, 'gs'), '')],
  ['a changed name', 'signature', swap(nameId, '>eve@example.test</saml:NameID>')],
  ['a changed attribute', 'signature', swap('>staff<', '>admins<')],
  ['a changed audience', 'signature', swap(/<saml:Audience>/, '<saml:Audience> ')],
  [
    'a comment in the name',
    'comment',
    swap(nameId, '>ada@example.test<!-- -->.evil</saml:NameID>'),
  ],
  ['a comment in an attribute', 'comment', swap('>staff<', '>sta<!---->ff<')],
  ['a comment in the digest', 'comment', swap('<ds:DigestValue>', '<ds:DigestValue><!--x-->')],
  ['a comment before the root', 'comment', (xml) => `<!-- -->${xml}`],
  [
    'an instruction in the name',
    'processing-instruction',
    swap(nameId, '>ada@example.test<?x .evil?></saml:NameID>'),
  ],
  [
    'an instruction in the digest',
    'processing-instruction',
    swap('<ds:DigestValue>', '<ds:DigestValue><?x y?>'),
  ],
  [
    'a second declaration',
    'processing-instruction',
    (xml) => `<?xml version="1.0"?><?xml version="1.0"?>${xml}`,
  ],
  [
    'a CDATA section in the name',
    'cdata',
    swap(nameId, '>ada@example<![CDATA[.test]]></saml:NameID>'),
  ],
  ['a document type alone', 'doctype', doctype('')],
  ['an external entity, a file', 'doctype', doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]')],
  [
    'an external entity, an address',
    'doctype',
    doctype('[<!ENTITY x SYSTEM "http://127.0.0.1:9/">]'),
  ],
  ['a parameter entity', 'doctype', doctype('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]')],
  ['an external subset', 'doctype', doctype('SYSTEM "http://127.0.0.1:9/x.dtd"')],
  ['a billion laughs', 'doctype', doctype(bomb)],
  ['an entity that nobody declared', 'xml', swap(nameId, '>&ada;</saml:NameID>')],
  ['two SignedInfo', 'signature-form', swap(/<ds:SignedInfo>.*?<\/ds:SignedInfo>/s, '$&$&')],
  [
    'SignedInfo in an Object',
    'signature-form',
    swap(/(<ds:SignedInfo>.*?<\/ds:SignedInfo>)/s, '<ds:Object>$1</ds:Object>'),
  ],
  ['an Object after the key', 'signature-form', swap('</ds:KeyInfo>', '</ds:KeyInfo><ds:Object/>')],
  ['two signatures', 'signature-place', swap(signature, '$&$&')],
  [
    'a signature in another',
    'signature-form',
    swap('</ds:KeyInfo>', '<ds:Signature/></ds:KeyInfo>'),
  ],
  [
    'a signature in the status',
    'signature-place',
    swap(
      '<samlp:StatusCode',
      '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/><samlp:StatusCode',
    ),
  ],
  [
    'a Signature of another namespace',
    'signature-place',
    swap(lastSignature, '<x:Signature xmlns:x="urn:x"/>$&'),
  ],
  ['an empty digest', 'signature-form', swap(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>')],
  ['two digests', 'signature-form', swap(/<ds:DigestValue>[^<]*<\/ds:DigestValue>/, '$&$&')],
  ['two references', 'signature-form', swap(/<ds:Reference .*?<\/ds:Reference>/s, '$&$&')],
  ['no reference', 'signature-form', swap(/<ds:Reference .*?<\/ds:Reference>/s, '')],
  ['an empty URI', 'signature-form', swap(/ URI="[^"]*"/, ' URI=""')],
  ['no URI', 'signature-form', swap(/ URI="[^"]*"/, '')],
  [
    'a URI elsewhere',
    'signature-form',
    swap(/ URI="[^"]*"/, ' URI="https://evil.test/#_response"'),
  ],
  ['an XPointer', 'signature-form', swap(/ URI="#([^"]*)"/, ` URI="#xpointer(id('$1'))"`)],
  ['three transforms', 'signature-form', swap(/<ds:Transform [^>]*\/>/, '$&$&')],
  ['one transform', 'signature-form', swap(/<ds:Transform [^>]*\/>/, '')],
  [
    'an XSLT transform',
    'algorithm',
    swap(
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/TR/1999/REC-xslt-19991116',
    ),
  ],
  [
    'an XPath transform',
    'algorithm',
    swap(
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/TR/1999/REC-xpath-19991116',
    ),
  ],
  [
    'canonical XML with comments',
    'algorithm',
    swap(/(CanonicalizationMethod Algorithm="[^"]*)"/, '$1WithComments"'),
  ],
  [
    'canonical XML that is not exclusive',
    'algorithm',
    swap(
      /CanonicalizationMethod Algorithm="[^"]*"/,
      'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
    ),
  ],
  [
    'HMAC, whose key would be public',
    'algorithm',
    swap(
      /SignatureMethod Algorithm="[^"]*"/,
      'SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"',
    ),
  ],
  [
    'RSA with MD5',
    'algorithm',
    swap(
      /SignatureMethod Algorithm="[^"]*"/,
      'SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-md5"',
    ),
  ],
  [
    'an unknown algorithm',
    'algorithm',
    swap(/SignatureMethod Algorithm="[^"]*"/, 'SignatureMethod Algorithm="urn:none"'),
  ],
  ['no algorithm', 'algorithm', swap(/SignatureMethod Algorithm="[^"]*"/, 'SignatureMethod')],
  ['the same ID twice', 'duplicate-id', swap('<samlp:Status>', '<samlp:Status ID="_assertion">')],
  [
    'the same ID in other letters of its name',
    'duplicate-id',
    swap('<samlp:Status>', '<samlp:Status Id="_assertion">'),
  ],
  ['the same xml:id', 'duplicate-id', swap('<samlp:Status>', '<samlp:Status xml:id="_response">')],
  ['two assertions', 'assertions', swap(/<saml:Assertion .*<\/saml:Assertion>/s, '$&$&')],
  ['no assertion', 'assertions', swap(/<saml:Assertion .*<\/saml:Assertion>/s, '')],
  [
    'an assertion in the extensions',
    'assertions',
    swap(
      '<samlp:Status>',
      '<samlp:Extensions><saml:Assertion ID="_x"/></samlp:Extensions><samlp:Status>',
    ),
  ],
  [
    'an assertion in the advice',
    'assertions',
    swap(
      '</saml:Conditions>',
      '</saml:Conditions><saml:Advice><saml:Assertion ID="_x"/></saml:Advice>',
    ),
  ],
  [
    'an assertion of another namespace',
    'assertions',
    swap('<samlp:Status>', '<x:Assertion xmlns:x="urn:x"/><samlp:Status>'),
  ],
  [
    'a response in a response',
    'root',
    swap('<samlp:Status>', '<samlp:Response ID="_x"/><samlp:Status>'),
  ],
  ['another root', 'root', swap(/samlp:Response/g, 'samlp:LogoutResponse')],
  [
    'a response of SAML 1.1',
    'root',
    swap('urn:oasis:names:tc:SAML:2.0:protocol', 'urn:oasis:names:tc:SAML:1.0:protocol'),
  ],
  ['markup that does not end', 'xml', (xml) => xml.slice(0, -5)],
  ['words after the root', 'xml', (xml) => `${xml}more`],
  ['two roots', 'xml', (xml) => xml + xml],
  ['an attribute without quotes', 'xml', swap(' Version="2.0"', ' Version=2.0')],
  ['an attribute twice', 'xml', swap(' Version="2.0"', ' Version="2.0" Version="2.0"')],
  ['a control character', 'xml', swap(nameId, '>ada&#0;</saml:NameID>')],
  [
    'a relative namespace, of which canonical XML makes nothing (CVE-2025-66475)',
    'xml',
    swap('<samlp:Response ', '<samlp:Response xmlns:x="1" '),
  ],
  ['another encoding', 'encoding', (xml) => `<?xml version="1.0" encoding="UTF-16"?>${xml}`],
];

describe.each(signedBy)('attacks on what is signed: %s', (signed) => {
  test.each(attacks)('%s: %s', async (_, check, attack) => {
    expect(await checkOf(attack(await makeResponse(world, { signed })))).toBe(check);
  });
});

describe('keys', () => {
  test.each(signedBy)(
    'a signature by another key, which brings its certificate along (%s)',
    async (signed) => {
      const stranger = await createSamlWorld();
      const xml = await makeResponse(world, { signed, key: stranger.identityKey });
      expect(await checkOf(xml)).toBe('signature');
    },
  );

  test('where both are signed, both have to be good', async () => {
    const stranger = await createSamlWorld();
    const parts = assertionParts(world);
    const inner = sign(writeAssertion(parts), parts.id, stranger.identityKey);
    const good = await makeResponse(world, { signed: 'nothing' });
    const swapped = good.replace(/<saml:Assertion .*<\/saml:Assertion>/s, inner);
    expect(await checkOf(sign(swapped, '_response', world.identityKey))).toBe('signature');
  });

  test.each(['response', 'assertion'] as const)(
    'only the signature of the %s stripped leaves the other to say everything',
    async (stripped) => {
      const xml = await makeResponse(world, { signed: 'both' });
      const left = xml.replace(stripped === 'response' ? signature : lastSignature, '');
      // Without its own, the digest of the response no longer holds once the assertion's is gone.
      if (stripped === 'assertion') expect(await checkOf(left)).toBe('signature');
      else expect(await checkOf(left)).toMatchObject({ nameId: 'ada@example.test' });
    },
  );

  test.each([
    ['SHA-1', { signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }],
    ['a SHA-1 digest', { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }],
    [
      'PSS, which others read differently',
      { signature: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' },
    ],
    ['inclusive canonical XML', { c14n: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }],
  ])('by the right key, but with %s', async (_, algorithms) => {
    expect(await checkOf(await makeResponse(world, { algorithms }))).toBe('algorithm');
  });

  test('SHA-512 is as good', async () => {
    const algorithms = {
      signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
      digest: 'http://www.w3.org/2001/04/xmlenc#sha512',
    };
    expect(await checkOf(await makeResponse(world, { algorithms }))).toMatchObject({
      id: '_assertion',
    });
  });
});

describe('encryption', () => {
  const encrypted = {};
  const body = /<saml:EncryptedAssertion .*<\/saml:EncryptedAssertion>/s;

  test.each(signedBy)('one that is signed (%s) is accepted', async (signed) => {
    expect(await checkOf(await makeResponse(world, { signed, encrypted }))).toMatchObject({
      nameId: 'ada@example.test',
    });
  });

  test('one that nobody signed: the key is for everybody', async () => {
    expect(await checkOf(await makeResponse(world, { signed: 'nothing', encrypted }))).toBe(
      'signature-missing',
    );
  });

  test('two, or one beside a plain one', async () => {
    const xml = await makeResponse(world, { signed: 'assertion', encrypted });
    expect(await checkOf(xml.replace(body, '$&$&'))).toBe('assertions');
    const plain = writeAssertion(assertionParts(world));
    expect(await checkOf(xml.replace(body, (match) => plain + match))).toBe('assertions');
  });

  test('for another key, or damaged', async () => {
    const xml = await makeResponse(world, { signed: 'assertion', encrypted });
    const other = await encryptAssertion('<x/>', world.identityKey.certificate);
    expect(await checkOf(xml.replace(body, other))).toBe('decryption');
    const damaged = xml.replace(
      /(<e:CipherValue>)[A-Za-z0-9+/]{8}(?![^]*<e:CipherValue>)/,
      '$1AAAAAAAA',
    );
    expect(damaged).not.toBe(xml);
    expect(await checkOf(damaged)).toBe('decryption');
  });

  test.each([
    [
      'a key by PKCS#1 v1.5',
      { keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' },
    ],
    ['3DES', { encryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc' }],
  ] as const)('%s', async (_, options) => {
    expect(await checkOf(await makeResponse(world, { encrypted: options }))).toBe('algorithm');
  });

  test.each<[string, SamlCheck, (assertion: string) => string]>([
    ['a comment', 'comment', swap(nameId, '>ada<!----></saml:NameID>')],
    ['a document type', 'doctype', (assertion) => `<!DOCTYPE x>${assertion}`],
    ['two assertions', 'xml', (assertion) => assertion + assertion],
    [
      'an assertion in it',
      'assertions',
      swap(
        '</saml:Conditions>',
        '</saml:Conditions><saml:Advice><saml:Assertion ID="_x"/></saml:Advice>',
      ),
    ],
    ['another element', 'assertions', () => '<x/>'],
    ['the ID of the response', 'duplicate-id', swap(/_assertion/g, '_response')],
    [
      'an encrypted assertion in it',
      'assertions',
      swap('</saml:Conditions>', '</saml:Conditions><saml:EncryptedAssertion/>'),
    ],
    ['another name', 'signature', swap(nameId, '>eve</saml:NameID>')],
  ])('in the plaintext: %s: %s', async (_, check, attack) => {
    const parts = assertionParts(world);
    const inside = attack(sign(writeAssertion(parts), parts.id, world.identityKey));
    const outside = await makeResponse(world, { signed: 'nothing', encrypted });
    const sealed = await encryptAssertion(inside, world.serviceProvider.decryptionKey.certificate);
    expect(await checkOf(outside.replace(body, sealed))).toBe(check);
  });
});

describe('extent', () => {
  const within = (inside: string) =>
    swap('<samlp:Status>', `<samlp:Extensions>${inside}</samlp:Extensions><samlp:Status>`);

  test.each<[string, SamlCheck, (xml: string) => string]>([
    ['350 KB and more', 'size', (xml) => xml + ' '.repeat(350 * 1024 + 1 - xml.length)],
    [
      '20,000 elements in each other',
      'elements',
      within('<x>'.repeat(20_000) + '</x>'.repeat(20_000)),
    ],
    ['50,000 elements beside each other', 'elements', within('<x/>'.repeat(50_000))],
    ['40 elements in each other', 'depth', within('<x>'.repeat(40) + '</x>'.repeat(40))],
    ['2,001 elements', 'elements', within('<x/>'.repeat(2_001))],
  ])('%s: %s', async (_, check, attack) => {
    expect(await checkOf(attack(await makeResponse(world)))).toBe(check);
  });

  test('350 KB to the byte are read', async () => {
    const xml = await makeResponse(world);
    expect(await checkOf(xml + ' '.repeat(350 * 1024 - xml.length))).toMatchObject({
      id: '_assertion',
    });
  });

  test.each([
    ['nothing', ''],
    ['no Base64', '<samlp:Response/>'],
    ['Base64 that is cut off', 'PHNhbWxwOg'],
    ['Base64 of the other alphabet', '-_-_'],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0xff, 0xfe, 0x3e]).toString('base64')],
    ['UTF-16', Buffer.from('\ufeff<a/>', 'utf16le').toString('base64')],
  ])('%s', async (_, posted) => {
    await expect(validate(posted)).rejects.toMatchObject({ check: 'encoding' });
  });

  test('a mark of UTF-8, a declaration and Base64 in lines are fine', async () => {
    const xml = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${await makeResponse(world)}`;
    const posted = toPost(xml).replace(/.{76}/g, '$&\r\n');
    expect(await validate(posted)).toMatchObject({ id: '_assertion' });
  });
});

test('a refusal tells an Admin what is wrong in one short line, and holds no document', async () => {
  const xml = (await makeResponse(world)).replace(
    / URI="[^"]*"/,
    ` URI="#${'x\n\u202e'.repeat(500)}"`,
  );
  const refusal = await validate(toPost(xml)).catch((error: unknown) => error as SamlRefusal);
  expect(refusal).toBeInstanceOf(SamlRefusal);
  const { check, message, expected, received } = refusal as SamlRefusal;
  expect(message).toBe(samlCheckWords[check]);
  expect(expected).toBe('#_response');
  expect(received!.length).toBeLessThanOrEqual(201);
  expect(received).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
