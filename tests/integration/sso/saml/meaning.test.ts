import { beforeAll, describe, expect, test } from 'vitest';
import { SamlRefusal, type SamlCheck } from '@/lib/sso/saml/model';
import { validateResponse, type ResponseToValidate } from '@/lib/sso/saml/validate-response';
import { hasProgram } from '@/tests/support/peers';
import {
  createSamlWorld,
  makeResponse,
  toPost,
  writeAttribute,
  writeConfirmation,
  type AssertionParts,
  type ResponseParts,
  type SamlWorld,
} from '@/tests/support/saml-signer';
import { verifiesInXmlsec } from '@/tests/support/xmlsec';

let world: SamlWorld;

beforeAll(async () => {
  world = await createSamlWorld();
});

type Said = { assertion?: Partial<AssertionParts>; response?: Partial<ResponseParts> };
type Asked = Partial<ResponseToValidate>;

/** What the true identity provider says, all of it signed: the check that refuses it, or what is read. */
async function say(said: Said, asked: Asked = {}): Promise<unknown> {
  const xml = await makeResponse(world, { signed: 'both', ...said });
  try {
    return await validateResponse({
      ...world,
      samlResponse: toPost(xml),
      inResponseTo: '_request',
      forceAuthnSince: null,
      ...asked,
    });
  } catch (error) {
    return error instanceof SamlRefusal ? error.check : error;
  }
}

const acs = 'https://gatehouse.test/api/sso/saml/c1/acs';
const entityId = 'https://gatehouse.test/api/sso/saml/c1/metadata';
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12) + seconds * 1000).toISOString();
const confirm = (changes: Record<string, string | null>, method?: string) => {
  const data: Record<string, string | null> = {
    Recipient: acs,
    NotOnOrAfter: at(300),
    InResponseTo: '_request',
    ...changes,
  };
  const kept = Object.entries(data).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return { assertion: { confirmation: writeConfirmation(Object.fromEntries(kept), method) } };
};
const issuer = (text: string) => `<saml:Issuer>${text}</saml:Issuer>`;
const audience = (...names: string[]) =>
  `<saml:AudienceRestriction>${names.map((name) => `<saml:Audience>${name}</saml:Audience>`).join('')}</saml:AudienceRestriction>`;
const status = (code: string) =>
  `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${code}"/></samlp:Status>`;
const statement = (attributes: string) => `<saml:AuthnStatement ${attributes}/>`;
const named = (text: string, attributes = '') => ({
  assertion: { nameId: `<saml:NameID${attributes}>${text}</saml:NameID>` },
});
const attributes = (...written: string[]) => ({ assertion: { attributes: written.join('') } });

describe('for whom, by whom', () => {
  test.each<[string, SamlCheck, Said]>([
    [
      'another destination',
      'destination',
      { response: { destination: ' Destination="https://evil.test/acs"' } },
    ],
    ['no destination in what is signed', 'destination', { response: { destination: '' } }],
    [
      'the ACS of another connection',
      'destination',
      { response: { destination: ` Destination="${acs.replace('c1', 'c2')}"` } },
    ],
    ['another recipient', 'recipient', confirm({ Recipient: 'https://evil.test/acs' })],
    ['no recipient', 'recipient', confirm({ Recipient: null })],
    ['another audience', 'audience', { assertion: { conditions: audience('https://evil.test') } }],
    ['no audience', 'audience', { assertion: { conditions: '' } }],
    [
      'an audience that begins alike',
      'audience',
      { assertion: { conditions: audience(`${entityId}/x`) } },
    ],
    [
      'two restrictions, one of which leaves us out',
      'audience',
      { assertion: { conditions: audience(entityId) + audience('https://evil.test') } },
    ],
    [
      'a condition that nobody knows',
      'conditions',
      { assertion: { conditions: `${audience(entityId)}<saml:Condition/>` } },
    ],
    [
      'another issuer of the assertion',
      'issuer',
      { assertion: { issuer: issuer('https://evil.test') } },
    ],
    [
      'another issuer of the response',
      'issuer',
      { response: { issuer: issuer('https://evil.test') } },
    ],
    [
      'an issuer in other letters',
      'issuer',
      { assertion: { issuer: issuer('https://IDP.test/metadata') } },
    ],
    ['an assertion of another version', 'version', { assertion: { version: '1.1' } }],
    ['a response of another version', 'version', { response: { version: '2.1' } }],
    ['a failure', 'status', { response: { status: status('Responder') } }],
    ['no status', 'status', { response: { status: '' } }],
    ['two statuses', 'status', { response: { status: status('Success') + status('Success') } }],
    [
      'an answer to another request',
      'in-response-to',
      { response: { inResponseTo: ' InResponseTo="_other"' } },
    ],
    ['an answer to no request', 'in-response-to', { response: { inResponseTo: '' } }],
    ['a confirmation of another request', 'in-response-to', confirm({ InResponseTo: '_other' })],
    ['a confirmation of no request', 'in-response-to', confirm({ InResponseTo: null })],
    [
      'a confirmation by key',
      'subject',
      confirm({}, 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key'),
    ],
    ['no confirmation', 'subject', { assertion: { confirmation: '' } }],
    ['no statement of a sign-in', 'authn-statement', { assertion: { statement: '' } }],
  ])('%s: %s', async (_, check, said) => {
    expect(await say(said)).toBe(check);
  });

  test('two confirmations, of which one is good', async () => {
    const one = confirm({}).assertion.confirmation;
    expect(await say({ assertion: { confirmation: one + one } })).toBe('subject');
  });

  test('an audience among others', async () => {
    const conditions = audience('https://else.test', entityId) + '<saml:OneTimeUse/>';
    expect(await say({ assertion: { conditions } })).toMatchObject({ id: '_assertion' });
  });

  test('what nobody asked for answers nothing, at both levels, and is taken only where that is expected', async () => {
    const unsolicited = { ...confirm({ InResponseTo: null }), response: { inResponseTo: '' } };
    expect(await say(unsolicited)).toBe('in-response-to');
    expect(await say(unsolicited, { inResponseTo: null })).toMatchObject({ inResponseTo: null });
    expect(await say({}, { inResponseTo: null })).toBe('in-response-to');
    expect(await say({ response: { inResponseTo: '' } }, { inResponseTo: null })).toBe(
      'in-response-to',
    );
  });
});

describe('times, which may differ by 60 seconds', () => {
  const accepted = 'accepted';
  const until = (end: string) => ({ assertion: { conditionTimes: `NotOnOrAfter="${end}"` } });
  const from = (start: string) => ({
    assertion: { conditionTimes: `NotBefore="${start}" NotOnOrAfter="${at(300)}"` },
  });
  const signedIn = (instant: string, rest = '') => ({
    assertion: { statement: statement(`AuthnInstant="${instant}"${rest}`) },
  });
  test.each<[string, SamlCheck | 'accepted', Said, Asked?]>([
    ['conditions that ended 59 s ago', accepted, until(at(-59))],
    ['conditions that ended 60 s ago', 'conditions-time', until(at(-60))],
    ['conditions that begin in 60 s', accepted, from(at(60))],
    ['conditions that begin in 61 s', 'conditions-time', from(at(61))],
    ['conditions without an end', 'conditions-time', { assertion: { conditionTimes: '' } }],
    ['an end that is no time', 'conditions-time', until('tomorrow')],
    ['an end in another zone', 'conditions-time', until('2026-11-21T23:00:00+11:00')],
    ['a confirmation that ended 59 s ago', accepted, confirm({ NotOnOrAfter: at(-59) })],
    ['a confirmation that ended 60 s ago', 'confirmation-time', confirm({ NotOnOrAfter: at(-60) })],
    ['a confirmation without an end', 'conditions-time', confirm({ NotOnOrAfter: null })],
    ['a confirmation with a beginning', 'confirmation-time', confirm({ NotBefore: at(-60) })],
    ['issued in 60 s', accepted, { assertion: { issueInstant: at(60) } }],
    ['issued in 61 s', 'issue-instant', { assertion: { issueInstant: at(61) } }],
    ['a response issued in 61 s', 'issue-instant', { response: { issueInstant: at(61) } }],
    ['a response issued at no time', 'issue-instant', { response: { issueInstant: '' } }],
    [
      'a session that ended 59 s ago',
      accepted,
      signedIn(at(-900), ` SessionNotOnOrAfter="${at(-59)}"`),
    ],
    [
      'a session that ended 60 s ago',
      'session-end',
      signedIn(at(-900), ` SessionNotOnOrAfter="${at(-60)}"`),
    ],
    ['signed in in 61 s', 'authn-instant', signedIn(at(61))],
    ['signed in at no time', 'authn-instant', { assertion: { statement: statement('') } }],
    ['signed in a day ago, where that is fine', accepted, signedIn(at(-86_400))],
    [
      'signed in 60 s before it was asked for',
      accepted,
      signedIn(at(-90)),
      { forceAuthnSince: new Date(at(-30)) },
    ],
    [
      'signed in 61 s before it was asked for',
      'authn-instant',
      signedIn(at(-91)),
      { forceAuthnSince: new Date(at(-30)) },
    ],
  ])('%s: %s', async (_, check, said, asked) => {
    const outcome = await say(said, asked);
    if (check === accepted) expect(outcome).toMatchObject({ id: '_assertion' });
    else expect(outcome).toBe(check);
  });

  test('it has to be remembered until nobody would accept it any more', async () => {
    const said = { assertion: { ...until(at(120)).assertion } };
    expect(await say(said)).toMatchObject({ notOnOrAfter: new Date(at(180)) });
    expect(await say(said, { now: new Date(at(179)) })).toMatchObject({ id: '_assertion' });
    expect(await say(said, { now: new Date(at(180)) })).toBe('conditions-time');
  });
});

describe('the name', () => {
  test.each<[string, SamlCheck, Said]>([
    ['none', 'name-id', { assertion: { nameId: '' } }],
    [
      'two',
      'name-id',
      { assertion: { nameId: '<saml:NameID>a</saml:NameID><saml:NameID>b</saml:NameID>' } },
    ],
    ['an empty one', 'name-id', named('')],
    ['spaces alone', 'name-id', named('   ')],
    ['a space at the end', 'name-id', named('ada ')],
    ['1,025 characters', 'name-id', named('a'.repeat(1_025))],
    ['5 KB', 'name-id', named('a'.repeat(5_120))],
    ['a line break', 'name-id', named('ada&#10;eve')],
    ['a turned direction', 'name-id', named('ada\u202e')],
    ['nothing to see', 'name-id', named('ada\u200b')],
    ['an element in it', 'name-id', named('ada<x/>')],
    ['an encrypted one', 'name-id', { assertion: { nameId: '<saml:EncryptedID/>' } }],
    [
      'a transient one',
      'name-id-format',
      named('ada', ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"'),
    ],
  ])('%s: %s', async (_, check, said) => {
    expect(await say(said)).toBe(check);
  });

  test.each(['Ada', 'ada', 'ad\u0430', 'a\u0301da', '\u00e1da', 'a'.repeat(1_024), '__proto__'])(
    'letter for letter: %s',
    async (nameId) => {
      expect(await say(named(nameId))).toMatchObject({ nameId, nameIdFormat: null });
    },
  );
});

describe('attributes', () => {
  test('names that mean something to a language are names like any other', async () => {
    const names = ['__proto__', 'constructor', 'nameID', 'issuer', 'toString'];
    const read = (await say(attributes(...names.map((name) => writeAttribute(name, 'x'))))) as {
      attributes: Map<string, string[]>;
      nameId: string;
    };
    expect([...read.attributes.keys()]).toEqual(names);
    expect(read.nameId).toBe('ada@example.test');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('values are text; what holds elements says nothing, and the same name adds up', async () => {
    const written = [writeAttribute('groups', 'a', '<x>b</x>', 'c'), writeAttribute('groups', 'd')];
    expect(await say(attributes(...written))).toMatchObject({
      attributes: new Map([['groups', ['a', 'c', 'd']]]),
    });
  });

  test.each<[string, SamlCheck, Said]>([
    [
      '201',
      'attributes',
      attributes(...Array.from({ length: 201 }, (_, i) => writeAttribute(`a${i}`, 'x'))),
    ],
    [
      '1,001 values',
      'attributes',
      attributes(writeAttribute('a', ...Array.from({ length: 1_001 }, () => 'x'))),
    ],
    [
      '10,000',
      'elements',
      attributes(...Array.from({ length: 10_000 }, () => '<saml:Attribute Name="a"/>')),
    ],
    ['a value of 5 KB', 'attributes', attributes(writeAttribute('a', 'x'.repeat(5_120)))],
    ['one without a name', 'attributes', attributes(writeAttribute('', 'x'))],
  ])('%s: %s', async (_, check, said) => {
    expect(await say(said)).toBe(check);
  });
});

test.skipIf(!hasProgram('xmlsec1'))(
  'whatever is accepted verifies in xmlsec1, however it is signed',
  async () => {
    const { certificate } = world.identityKey;
    for (const signed of ['both', 'assertion', 'response'] as const) {
      for (const said of [
        {},
        named('a&amp;b&#233;'),
        attributes(writeAttribute('a', '&lt;x&gt;&#13;')),
      ]) {
        const xml = await makeResponse(world, { signed, ...said });
        const read = await validateResponse({
          ...world,
          samlResponse: toPost(xml),
          inResponseTo: '_request',
          forceAuthnSince: null,
        });
        const outer = { id: read.responseId, element: 'Response' } as const;
        const inner = { id: read.id, element: 'Assertion' } as const;
        expect(verifiesInXmlsec(xml, outer, certificate)).toBe(signed !== 'assertion');
        expect(verifiesInXmlsec(xml, inner, certificate)).toBe(signed !== 'response');
        const changed = xml.replace('_session', '_another');
        expect(verifiesInXmlsec(changed, signed === 'assertion' ? inner : outer, certificate)).toBe(
          false,
        );
      }
    }
  },
);
