import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomToken, systemRandom } from '@/lib/platform/random';
import { createAuthnRequest, createRequestId } from '@/lib/sso/saml/authn-request';
import { SamlRefusal, type Binding, type IdentityProvider } from '@/lib/sso/saml/model';
import { readMetadata } from '@/lib/sso/saml/read-metadata';
import { validateResponse } from '@/lib/sso/saml/validate-response';
import { hasProgram } from '@/tests/support/peers';
import { postForm, signInAt } from '@/tests/support/saml-browser';
import { createSamlWorld, toPost, type SamlWorld } from '@/tests/support/saml-signer';
import {
  hasSimpleSamlPhp,
  startSimpleSamlPhp,
  type SamlClient,
  type SimpleSamlPhp,
} from '@/tests/support/simplesamlphp';
import { wrapSignature, wrappings } from '@/tests/support/saml-wrapping';
import { verifiesInXmlsec } from '@/tests/support/xmlsec';

const ada = { name: 'ada', password: 'a secret of hers', attributes: { uid: ['ada'] } };
const users = [ada];

describe.skipIf(!hasSimpleSamlPhp)('responses of SimpleSAMLphp', () => {
  let idp: SimpleSamlPhp;
  let world: SamlWorld;

  beforeAll(async () => {
    [idp, world] = await Promise.all([startSimpleSamlPhp(), createSamlWorld()]);
  });
  afterAll(() => idp.stop());

  async function known(binding: Binding = 'redirect'): Promise<IdentityProvider> {
    const text = await (await fetch(idp.metadataUrl)).text();
    const read = readMetadata(text, { now: new Date(), allowLoopback: true });
    return { ...read, binding, certificates: read.certificates.map(({ pem }) => pem) };
  }

  type Asking = { binding?: Binding; forceAuthn?: boolean; jar?: Map<string, string> };

  async function signIn(
    client: Partial<SamlClient> = {},
    { binding = 'redirect', forceAuthn = false, jar = new Map<string, string>() }: Asking = {},
  ) {
    idp.configure([{ serviceProvider: world.serviceProvider, ...client }], users);
    const identityProvider = await known(binding);
    const id = createRequestId(randomToken(systemRandom));
    const request = createAuthnRequest({
      serviceProvider: world.serviceProvider,
      identityProvider,
      id,
      relayState: 'the state',
      forceAuthn,
      now: new Date(),
    });
    const credentials = { username: ada.name, password: ada.password };
    const form =
      request.binding === 'redirect'
        ? await signInAt(request.url, credentials, jar)
        : await postForm(request.action, request.fields, credentials, jar);
    return { id, identityProvider, form, samlResponse: form.fields.SAMLResponse ?? '' };
  }

  type SignedIn = Awaited<ReturnType<typeof signIn>>;
  const validate = (
    { id, identityProvider, samlResponse }: SignedIn,
    xml?: string,
    forceAuthnSince: Date | null = null,
  ) =>
    validateResponse({
      serviceProvider: world.serviceProvider,
      identityProvider,
      samlResponse: xml === undefined ? samlResponse : toPost(xml),
      inResponseTo: id,
      forceAuthnSince,
      now: new Date(),
    });
  const xmlOf = ({ samlResponse }: SignedIn) => Buffer.from(samlResponse, 'base64').toString();
  const refused = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof SamlRefusal ? error.check : error;
  };

  const all = (['both', 'assertion', 'response'] as const).flatMap((signed) =>
    [false, true].map((encrypted) => ({ signed, encrypted })),
  );

  test.each(all)('signed: $signed, encrypted: $encrypted', async (client) => {
    const signedIn = await signIn(client);
    expect(signedIn.form).toMatchObject({
      action: world.serviceProvider.acsUrl,
      fields: { RelayState: 'the state' },
    });
    expect(await validate(signedIn)).toMatchObject({
      nameId: 'ada',
      inResponseTo: signedIn.id,
      attributes: new Map([['uid', ['ada']]]),
    });
  });

  test.skipIf(!hasProgram('xmlsec1'))('what is accepted verifies in xmlsec1 too', async () => {
    const signedIn = await signIn();
    const { id, responseId } = await validate(signedIn);
    const xml = xmlOf(signedIn);
    const { certificate } = idp.key;
    expect(verifiesInXmlsec(xml, { id: responseId, element: 'Response' }, certificate)).toBe(true);
    expect(verifiesInXmlsec(xml, { id, element: 'Assertion' }, certificate)).toBe(true);
  });

  test('it takes our signed request by POST as well', async () => {
    expect(await validate(await signIn({}, { binding: 'post' }))).toMatchObject({ nameId: 'ada' });
  });

  test('it refuses a request that another key signed', async () => {
    const stranger = (await createSamlWorld()).serviceProvider.signingKey;
    const serviceProvider = { ...world.serviceProvider, signingKey: stranger };
    await expect(signIn({ serviceProvider })).rejects.toThrow();
  });

  test('somebody who is signed in there comes back at once, and signs in anew where that is asked for', async () => {
    const jar = new Map<string, string>();
    const first = await validate(await signIn({}, { jar }));
    const second = await validate(await signIn({}, { jar }));
    expect(second.authnInstant).toEqual(first.authnInstant);
    const since = new Date(Date.now() + 120_000);
    const stale = await signIn({}, { jar });
    expect(await refused(validate(stale, undefined, since))).toBe('authn-instant');
    const forced = await signIn({}, { jar, forceAuthn: true });
    const { authnInstant } = await validate(forced, undefined, new Date());
    expect(authnInstant.getTime()).toBeGreaterThanOrEqual(first.authnInstant.getTime());
  });

  test('an answer to one request is none to another', async () => {
    const signedIn = await signIn();
    expect(await refused(validate({ ...signedIn, id: '_another' }))).toBe('in-response-to');
  });

  test('while a key is rolled both are good, and afterwards the old one no longer', async () => {
    const before = await signIn();
    const old = before.identityProvider.certificates;
    await idp.rollKey();
    const after = await signIn();
    expect(await refused(validate({ ...after, identityProvider: before.identityProvider }))).toBe(
      'signature',
    );
    const both = {
      ...after.identityProvider,
      certificates: [...old, ...after.identityProvider.certificates],
    };
    expect(await validate({ ...before, identityProvider: both })).toMatchObject({ nameId: 'ada' });
    expect(await validate({ ...after, identityProvider: both })).toMatchObject({ nameId: 'ada' });
    expect(await refused(validate({ ...before, identityProvider: after.identityProvider }))).toBe(
      'signature',
    );
  });

  describe.each(['both', 'assertion', 'response'] as const)(
    'attacks where signed: %s',
    (signed) => {
      let signedIn: SignedIn;
      beforeAll(async () => {
        signedIn = await signIn({ signed });
      });

      test.each(wrappings)('XSW%i', async (kind) => {
        const attack = wrapSignature(xmlOf(signedIn), kind, 'ada', 'eve');
        expect(attack).toContain('eve');
        expect(await refused(validate(signedIn, attack))).toMatch(
          /^(root|assertions|signature-place|signature-form|duplicate-id)$/,
        );
      });

      test('stripped of its signatures', async () => {
        const attack = xmlOf(signedIn).replace(/<ds:Signature .*?<\/ds:Signature>/gs, '');
        expect(await refused(validate(signedIn, attack))).toBe('signature-missing');
      });

      test('a changed name', async () => {
        const attack = xmlOf(signedIn).replace('>ada</saml:NameID>', '>eve</saml:NameID>');
        expect(attack).toContain('>eve<');
        expect(await refused(validate(signedIn, attack))).toBe('signature');
      });

      test('a comment in the name', async () => {
        const attack = xmlOf(signedIn).replace('>ada</saml:NameID>', '>a<!---->da</saml:NameID>');
        expect(await refused(validate(signedIn, attack))).toBe('comment');
      });
    },
  );
});
