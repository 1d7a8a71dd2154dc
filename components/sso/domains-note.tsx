import { firstNames } from '../orgs/first-names';
import { Banner } from '../ui/banner';
import { TextLink } from '../ui/text-link';

/**
 * Whom connections can let in: they are found by the domain of an address, and vouch for verified domains alone. Loudest
 * where there is none, since nothing else of a connection shows it.
 */
export function DomainsNote({
  domains,
  domainsHref,
}: {
  /** The verified ones of the organization. */
  domains: readonly string[];
  domainsHref: string;
}) {
  if (domains.length === 0) {
    return (
      <Banner
        tone="warning"
        title="No domain is verified yet"
        action={<TextLink href={domainsHref}>Verify a domain</TextLink>}
      >
        Single sign-on is for addresses on verified domains. Until there is one, a test can pass,
        but nobody can sign in.
      </Banner>
    );
  }
  return (
    <p className="measure text-sm wrap-anywhere text-muted">
      It is for addresses at {firstNames(domains, domains.length)}. Whether that makes newcomers
      members or they need an invitation is set for each{' '}
      <TextLink href={domainsHref}>domain</TextLink>.
    </p>
  );
}
