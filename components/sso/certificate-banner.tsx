import { Banner } from '../ui/banner';
import { Time } from '../ui/time';
import { endOf, soonestOf } from './certificate-state';
import type { VersionView } from './views';

/** Warns on top of the page while a certificate by which people sign in ends soon, or has ended. */
export function CertificateBanner({ active, now }: { active: VersionView | null; now: string }) {
  const soonest = active === null ? null : soonestOf(active.certificates);
  if (active === null || soonest === null) return null;
  const end = endOf(soonest, now);
  if (end === 'later') return null;
  const lastsLonger = active.certificates.some(({ expiresAt }) => expiresAt > soonest.expiresAt);
  return (
    <Banner
      tone={end === 'ended' && !lastsLonger ? 'danger' : 'warning'}
      title={end === 'ended' ? 'A certificate has ended' : 'A certificate ends soon'}
    >
      <p>
        {end === 'ended' ? 'It ended' : 'It ends'}{' '}
        <Time value={soonest.expiresAt} format="absolute" />.{' '}
        {lastsLonger
          ? 'Another one lasts longer: have the identity provider sign with that one, then save metadata without this one.'
          : 'Make a new one at the identity provider, save metadata that hold both, test and activate them, and only then have it sign with the new one.'}
      </p>
    </Banner>
  );
}
