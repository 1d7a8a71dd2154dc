/** A private key and the certificate that tells others its public half, both PEM. */
export type KeyPair = { privateKey: string; certificate: string };

/** What Gatehouse is to one identity provider: each connection has addresses and keys of its own. */
export type ServiceProvider = {
  entityId: string;
  acsUrl: string;
  signingKey: KeyPair;
  decryptionKey: KeyPair;
};

/** How a request travels (SAML bindings 2.0 §3.4, §3.5). Responses come by POST alone. */
export type Binding = 'redirect' | 'post';

export type IdentityProvider = {
  entityId: string;
  signInUrl: string;
  binding: Binding;
  /** PEM. A signature by any of them is good: while one is rolled there are two. */
  certificates: readonly string[];
};

/** What an identity provider said, every word of it covered by a signature that was verified. */
export type Assertion = {
  id: string;
  responseId: string;
  inResponseTo: string | null;
  nameId: string;
  nameIdFormat: string | null;
  sessionIndex: string | null;
  authnInstant: Date;
  sessionNotOnOrAfter: Date | null;
  /** Until when it could be accepted, and so until when it has to be remembered. */
  notOnOrAfter: Date;
  attributes: ReadonlyMap<string, readonly string[]>;
};

/** Each thing that is looked at in a response, and what an Admin is told where it is wrong. */
export const samlCheckWords = {
  size: 'The response is too large.',
  encoding: 'The response is not Base64 of UTF-8 text.',
  xml: 'The response is not well-formed XML.',
  doctype: 'The response has a document type, which SAML has no use for.',
  'processing-instruction': 'The response has a processing instruction.',
  comment: 'The response has a comment, which could hide a part of a value.',
  cdata: 'The response has a CDATA section, which could hide a part of a value.',
  depth: 'The elements of the response are nested too deeply.',
  elements: 'The response has too many elements.',
  root: 'The document is not one SAML 2.0 Response.',
  assertions: 'The response does not have exactly one assertion in its place.',
  'duplicate-id': 'Two elements of the response have the same ID.',
  'signature-place': 'A signature stands where none belongs.',
  'signature-form': 'A signature is not of the form that SAML asks for.',
  algorithm: 'The response uses an algorithm that is not accepted.',
  'signature-missing': 'Neither the assertion nor the response around it is signed.',
  signature: 'The signature does not match the certificates of the connection.',
  decryption: 'The assertion could not be decrypted with the key of the connection.',
  version: 'The response is not of SAML version 2.0.',
  status: 'The identity provider reports that the sign-in failed.',
  destination: 'The response was sent for another address.',
  issuer: 'The issuer is not the identity provider of the connection.',
  'in-response-to': 'The response does not answer the request that was sent.',
  subject: 'The assertion does not name exactly one subject with one bearer confirmation.',
  recipient: 'The confirmation of the subject is meant for another recipient.',
  'confirmation-time': 'The confirmation of the subject has run out, or has a wrong time.',
  conditions: 'The conditions of the assertion are missing or not understood.',
  'conditions-time': 'The assertion is not yet valid, or no longer.',
  audience: 'The assertion is meant for another audience.',
  'issue-instant': 'The response was issued at a time that cannot be right.',
  'authn-statement': 'The assertion does not say once how and when the person signed in.',
  'authn-instant': 'The person signed in too long ago, or at a time that cannot be right.',
  'session-end': 'The session at the identity provider has ended.',
  'name-id': 'The name of the subject is empty, too long or holds control characters.',
  'name-id-format': 'The name of the subject changes with every sign-in (transient).',
  attributes: 'The attributes are too many, too long or not plain text.',
  request: 'No request waits for this response: it ended, was answered, or was never sent.',
  replay: 'The assertion was used before.',
} as const;

/** The name of one check. */
export type SamlCheck = keyof typeof samlCheckWords;

const longestValue = 200;

/**
 * Why a response was refused: for the log of an Admin, never for whoever sent it. The values are cut short, and none is a
 * secret or a document.
 */
export class SamlRefusal extends Error {
  readonly check: SamlCheck;
  readonly expected: string | null;
  readonly received: string | null;

  constructor(
    check: SamlCheck,
    expected: string | null = null,
    received: string | null = null,
    cause?: unknown,
  ) {
    super(samlCheckWords[check], cause === undefined ? undefined : { cause });
    this.name = 'SamlRefusal';
    this.check = check;
    this.expected = shorten(expected);
    this.received = shorten(received);
  }
}

/** As one line without control characters, so that a value can stand in a log as it is. */
function shorten(value: string | null): string | null {
  if (value === null) return null;
  const line = value.slice(0, longestValue + 1).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  return line.length > longestValue ? `${line.slice(0, longestValue)}…` : line;
}
