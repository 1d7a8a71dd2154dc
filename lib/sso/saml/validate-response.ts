import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import type { Element } from '@xmldom/xmldom';
import { assertResponse } from './assert-response';
import { decryptAssertion } from './decrypt-assertion';
import { SamlRefusal, type Assertion, type IdentityProvider, type ServiceProvider } from './model';
import { preflight, preflightDecrypted, readVerified, type CheckedResponse } from './preflight';
import { attributeOf } from './xml-tree';

export type ResponseToValidate = {
  serviceProvider: ServiceProvider;
  identityProvider: IdentityProvider;
  /** As it was posted, in Base64. */
  samlResponse: string;
  /** The id of the request that waits for it; null for a response that nobody asked for, which must answer none. */
  inResponseTo: string | null;
  /** Where the person had to sign in anew, since when. */
  forceAuthnSince: Date | null;
  now: Date;
  /** How far the two clocks may differ. */
  skewSeconds?: number;
};

/**
 * What an identity provider said of a person (profiles §4.1.4.3). The form is checked before the library and the meaning
 * after it, since the library checks the signature and little else; whether it was said before is for `consumeAssertion`.
 * Every signature that is there has to be good, and the person is read from what one of them covers.
 *
 * @throws SamlRefusal that names the check. Whoever sent the response must learn no more than that it was refused.
 */
export async function validateResponse(input: ResponseToValidate): Promise<Assertion> {
  const response = preflight(input.samlResponse);
  const inner = await openAssertion(response, input.serviceProvider);
  if (!response.responseSigned && !inner.signed) throw new SamlRefusal('signature-missing');
  const verified = await verify(input, response, inner.signed);
  const assertion = readVerified(verified);
  const [expected, received] = [inner.assertion, assertion].map((read) => attributeOf(read, 'ID'));
  if (expected !== received) throw new SamlRefusal('signature', expected, received);
  return assertResponse({ ...input, response, assertion });
}

async function openAssertion(
  response: CheckedResponse,
  { decryptionKey }: ServiceProvider,
): Promise<{ assertion: Element; signed: boolean }> {
  if (!response.encrypted) {
    return { assertion: response.assertion, signed: response.assertionSigned };
  }
  const plaintext = await decryptAssertion(response.assertion, decryptionKey.privateKey);
  return preflightDecrypted(plaintext, response.root);
}

/** The text that a signature of the connection's covers: the assertion, or the one inside a response that is signed. */
async function verify(
  { serviceProvider, identityProvider }: ResponseToValidate,
  { xml, responseSigned }: CheckedResponse,
  assertionSigned: boolean,
): Promise<string> {
  const library = new SAML({
    issuer: serviceProvider.entityId,
    callbackUrl: serviceProvider.acsUrl,
    idpCert: [...identityProvider.certificates],
    decryptionPvk: serviceProvider.decryptionKey.privateKey,
    wantAuthnResponseSigned: responseSigned,
    wantAssertionsSigned: assertionSigned,
    // Times, audience and requests are checked afterwards, by the clock and the records of ours.
    acceptedClockSkewMs: -1,
    audience: false,
    validateInResponseTo: ValidateInResponseTo.never,
  });
  try {
    const { profile } = await library.validatePostResponseAsync({
      SAMLResponse: Buffer.from(xml).toString('base64'),
    });
    const verified = profile?.getAssertionXml?.();
    if (verified === undefined) throw new Error('the library returned no assertion');
    return verified;
  } catch (error) {
    // It reads the times once the signature is good, and stops at one that is absent or is no time.
    const { message } = error as Error;
    if (!message.startsWith('Error parsing ')) {
      throw new SamlRefusal('signature', null, null, error);
    }
    throw new SamlRefusal('conditions-time', 'a time in UTC', message, error);
  }
}
