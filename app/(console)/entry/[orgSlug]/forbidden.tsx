import { headers } from 'next/headers';
import { AuthShell, ShellLinks } from '@/components/shell/auth-shell';
import { ButtonLink } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { pageAddressHeader } from '@/lib/web/page-address';
import { requestContext } from '@/lib/web/request-context';
import { currentSession } from '@/lib/web/session';

/** For whoever comes from an address to which the organization does not open. */
export default async function AddressRefusedPage() {
  const { ip } = await requestContext();
  const slug = (await headers()).get(pageAddressHeader)?.split(/[/?]/)[2];
  const session = await currentSession(slug ?? null);
  const name = session?.membership?.name ?? 'The organization';
  return (
    <AuthShell
      title={`${name} does not open to your address`}
      description="It is entered from certain networks alone. Connect to one of them, such as your company’s VPN, and try again, or ask an Admin of the organization to add your address."
      footer={
        <ShellLinks>
          <TextLink href="/account/organizations">Other organizations</TextLink>
          <TextLink href="/account/security">Your account</TextLink>
        </ShellLinks>
      }
    >
      <dl className="mb-6 space-y-1 text-sm">
        <dt className="text-muted">Address that we saw</dt>
        <dd className="font-mono wrap-anywhere">{ip ?? 'None that could be read'}</dd>
      </dl>
      {slug !== undefined && (
        <ButtonLink href={`/orgs/${slug}`} variant="primary" size="lg" className="w-full">
          Try again
        </ButtonLink>
      )}
    </AuthShell>
  );
}
