/**
 * What a response may be signed and encrypted with. SHA-1 and MD5, HMAC (whose key is public), canonical XML with comments
 * and RSA PKCS#1 v1.5 for keys, which leaks them, are absent on purpose.
 */
export const signatureAlgorithms: readonly string[] = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
];

export const digestAlgorithms: readonly string[] = [
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
];

export const exclusiveC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** The only transforms that SAML knows (core §5.4.4), in the order in which they make sense. */
export const signatureTransforms: readonly string[] = [
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  exclusiveC14n,
];

export const contentEncryptions: readonly string[] = [
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
];

export const keyEncryptions: readonly string[] = [
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
];

/** Of OAEP, which stays safe with SHA-1 (RFC 8017 §7.1 needs no resistance to collisions), and the one that the library reads. */
export const keyDigests: readonly string[] = ['http://www.w3.org/2000/09/xmldsig#sha1'];
