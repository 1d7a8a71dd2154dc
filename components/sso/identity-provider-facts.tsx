import { Badge } from '../ui/badge';
import { DescriptionList } from '../ui/description-list';
import { Time } from '../ui/time';
import type { CertificateView, VersionView } from './views';

/** What is known of the identity provider. `now`, ISO 8601, is the moment of the page. */
export function IdentityProviderFacts({ version, now }: { version: VersionView; now: string }) {
  const { idpEntityId, signInUrl, binding, certificates } = version;
  return (
    <DescriptionList
      items={[
        { term: 'Entity ID', value: <span className="break-all">{idpEntityId}</span> },
        {
          term: 'Sign-in URL',
          value: (
            <span className="break-all">
              {signInUrl}{' '}
              <span className="text-muted">by {binding === 'post' ? 'POST' : 'redirect'}</span>
            </span>
          ),
        },
        {
          term: certificates.length === 1 ? 'Certificate' : 'Certificates',
          value: (
            <ul className="space-y-2">
              {certificates.map((certificate) => (
                <Certificate key={certificate.fingerprint} certificate={certificate} now={now} />
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}

const warningDays = 30;

function Certificate({ certificate, now }: { certificate: CertificateView; now: string }) {
  const { fingerprint, subject, expiresAt } = certificate;
  const days = (Date.parse(expiresAt) - Date.parse(now)) / 86_400_000;
  return (
    <li>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span>
          {days < 0 ? 'Ended' : 'Ends'} <Time value={expiresAt} format="absolute" />
        </span>
        {days < 0 && <Badge tone="danger">Expired</Badge>}
        {days >= 0 && days <= warningDays && <Badge tone="warning">Ends soon</Badge>}
      </p>
      <p className="break-all text-muted">{subject}</p>
      <p className="font-mono text-xs break-all text-muted">SHA-256 {fingerprint}</p>
    </li>
  );
}
