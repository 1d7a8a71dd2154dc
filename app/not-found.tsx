import type { Metadata } from 'next';
import { AuthShell } from '@/components/shell/auth-shell';
import { ButtonLink } from '@/components/ui/button';

export const metadata: Metadata = { title: 'Not found' };

/** The same page for what does not exist and what is somebody else's. */
export default function NotFoundPage() {
  return (
    <AuthShell
      title="There is nothing here"
      description="The address may be mistyped, the thing may have been removed, or it belongs to an organization that you are not a member of. If someone sent you the link, ask them which account it is for."
    >
      <div className="flex flex-col gap-2">
        <ButtonLink href="/" variant="primary" size="lg">
          Go to your organization
        </ButtonLink>
        <ButtonLink href="/account/organizations" size="lg">
          See all organizations
        </ButtonLink>
      </div>
    </AuthShell>
  );
}
