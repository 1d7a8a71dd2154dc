import { Badge } from '../ui/badge';
import { DescriptionList } from '../ui/description-list';
import { CertificateEnd } from './certificate-state';
import type { CertificateView, VersionView } from './views';

type Props = {
  version: VersionView;
  /** The version by which people sign in; null where nobody does. */
  active: VersionView | null;
  /** The moment of the page, ISO 8601. */
  now: string;
};

/** What is known of the identity provider by the newest version, and which certificates it adds to the active one or drops. */
export function IdentityProviderFacts({ version, active, now }: Props) {
  const { idpEntityId, signInUrl, binding, certificates } = version;
  const isNewer = active !== null && active.version !== version.version;
  const isIn = (list: readonly CertificateView[], { fingerprint }: CertificateView) =>
    list.some((other) => other.fingerprint === fingerprint);
  const dropped = isNewer ? active.certificates.filter((each) => !isIn(certificates, each)) : [];
  const badgeOf = (certificate: CertificateView) => {
    if (active === null) return null;
    if (isIn(active.certificates, certificate)) return <Badge tone="success">In use</Badge>;
    return <Badge tone="accent">New</Badge>;
  };
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
          term: certificates.length + dropped.length === 1 ? 'Certificate' : 'Certificates',
          value: (
            <>
              <ul className="space-y-2">
                {certificates.map((each) => (
                  <Certificate key={each.fingerprint} certificate={each} now={now}>
                    {badgeOf(each)}
                  </Certificate>
                ))}
                {dropped.map((each) => (
                  <Certificate key={each.fingerprint} certificate={each} now={now}>
                    <Badge tone="warning">Only in version {active?.version}, the active one</Badge>
                  </Certificate>
                ))}
              </ul>
              {certificates.length > 1 && (
                <p className="mt-2 text-muted">A signature by any of them is taken.</p>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

function Certificate({
  certificate,
  now,
  children,
}: {
  certificate: CertificateView;
  now: string;
  children: React.ReactNode;
}) {
  return (
    <li>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <CertificateEnd certificate={certificate} now={now} />
        {children}
      </p>
      <p className="break-all text-muted">{certificate.subject}</p>
      <p className="font-mono text-xs break-all text-muted">SHA-256 {certificate.fingerprint}</p>
    </li>
  );
}
