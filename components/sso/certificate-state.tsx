import { Badge } from '../ui/badge';
import { Time } from '../ui/time';
import type { CertificateView } from './views';

/** From when on an end is near enough to be pointed out. */
const warningDays = 30;
const dayMilliseconds = 86_400_000;

/** How near the end of a certificate is; `now`, ISO 8601, is the moment of the page. */
export function endOf({ expiresAt }: CertificateView, now: string): 'ended' | 'soon' | 'later' {
  const days = (Date.parse(expiresAt) - Date.parse(now)) / dayMilliseconds;
  if (days < 0) return 'ended';
  return days <= warningDays ? 'soon' : 'later';
}

/** That of several certificates which ends first. */
export function soonestOf(certificates: readonly CertificateView[]): CertificateView | null {
  return certificates.reduce<CertificateView | null>(
    (soonest, each) => (soonest === null || each.expiresAt < soonest.expiresAt ? each : soonest),
    null,
  );
}

/** When a certificate ends, with a badge where that is near or over. */
export function CertificateEnd({
  certificate,
  now,
  isNamed = false,
}: {
  certificate: CertificateView;
  now: string;
  /** Whether it says of what, where nothing around it does. */
  isNamed?: boolean;
}) {
  const end = endOf(certificate, now);
  const [named, bare] =
    end === 'ended' ? ['Certificate ended', 'Ended'] : ['Certificate ends', 'Ends'];
  return (
    <>
      <span>
        {isNamed ? named : bare} <Time value={certificate.expiresAt} format="absolute" />
      </span>
      {end === 'ended' && <Badge tone="danger">Expired</Badge>}
      {end === 'soon' && <Badge tone="warning">Ends soon</Badge>}
    </>
  );
}
