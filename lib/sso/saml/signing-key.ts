import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import type { Random } from '@/lib/platform/random';
import { toPem } from './certificate';
import type { KeyPair } from './model';

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 3072,
};
/** Nobody checks the dates of a certificate that is exchanged by metadata, and some warn of them: long enough to forget. */
const years = 20;

/**
 * A key of a connection, with a self-signed certificate, the form in which SAML hands on public keys (metadata §2.4.1.1).
 *
 * @param commonName is shown by consoles of identity providers: the host of this installation
 */
export async function createKeyPair(
  random: Random,
  commonName: string,
  now: Date,
): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + years);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      // Positive, whatever the dice say (RFC 5280 §4.1.2.2).
      serialNumber: `01${random.bytes(15).toString('hex')}`,
      name: [{ CN: [commonName] }],
      notBefore: now,
      notAfter,
      keys,
      signingAlgorithm: algorithm,
    },
    webcrypto as Crypto,
  );
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    privateKey: toPem('PRIVATE KEY', Buffer.from(privateKey)),
    certificate: toPem('CERTIFICATE', Buffer.from(certificate.rawData)),
  };
}
