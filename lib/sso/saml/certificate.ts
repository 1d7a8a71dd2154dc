import { X509Certificate } from 'node:crypto';

export type SigningCertificate = {
  pem: string;
  notAfter: Date;
  /** SHA-256 of its bytes in hexadecimal, two digits at a time, as consoles show it. */
  fingerprint256: string;
};

/** Text for bytes (RFC 7468). */
export function toPem(label: 'CERTIFICATE' | 'PRIVATE KEY', bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The Base64 of a certificate, as XML holds it: without the lines around and between. */
export function certificateBody(pem: string): string {
  return pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
}

/** What a certificate of an identity provider is no good for; null where it is good. */
export type CertificateFault = 'unreadable' | 'not-rsa' | 'weak' | 'expired';

const fewestBits = 2048;

/**
 * Reads the Base64 of a certificate (RFC 5280). Only its key and its end count: who signed it, and with what, does not,
 * since it is believed because an Admin entered it. RSA alone, for the library verifies nothing else.
 */
export function readCertificate(base64: string, now: Date): SigningCertificate | CertificateFault {
  const packed = base64.replace(/\s/g, '');
  if (packed.length < 100 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return 'unreadable';
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(packed, 'base64'));
  } catch {
    return 'unreadable';
  }
  const { publicKey, validTo, fingerprint256, raw } = certificate;
  if (publicKey.asymmetricKeyType !== 'rsa') return 'not-rsa';
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < fewestBits) return 'weak';
  const notAfter = new Date(validTo);
  if (notAfter <= now) return 'expired';
  return { pem: toPem('CERTIFICATE', raw), notAfter, fingerprint256 };
}
