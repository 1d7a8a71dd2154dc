import { X509Certificate } from 'node:crypto';
import type { CertificateFacts } from './model';

/** What a person recognizes a certificate by. @param pem in PEM, as it was checked when it came. */
export function certificateFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  return {
    fingerprint: certificate.fingerprint256,
    subject: certificate.subject.replaceAll('\n', ', '),
    expiresAt: new Date(certificate.validTo),
  };
}
