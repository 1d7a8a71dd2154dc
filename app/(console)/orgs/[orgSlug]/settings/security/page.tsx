import type { Metadata } from 'next';
import { PolicyFacts, type PolicyView } from '@/components/policy/policy-facts';
import { PolicyForm } from '@/components/policy/policy-form';
import { RetentionForm } from '@/components/policy/retention-form';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { reachIn } from '@/lib/authz/permissions';
import {
  findAuditRetention,
  findMembersByMethods,
  findMembersWithoutMfa,
  findPolicy,
} from '@/lib/policy/find-policy';
import { auditRetentionOf } from '@/lib/policy/model';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { adminSentence } from '../../admin-sentence';
import { RefusedPage } from '../../refused-page';
import { previewPolicyAction, updateAuditRetentionAction, updatePolicyAction } from './actions';

export const metadata: Metadata = { title: 'Security policy' };

type Props = { params: Promise<{ orgSlug: string }> };

export default async function SecurityPolicyPage({ params }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'organization.read');
  if (!access.allowed) {
    return <RefusedPage title="Security policy" orgSlug={orgSlug} permission="organization.read" />;
  }
  const [{ mfaRequiredAt, ...rest }, days] = await Promise.all([
    findPolicy(webDeps(), access.grant),
    findAuditRetention(webDeps(), access.grant),
  ]);
  const retention = auditRetentionOf(days);
  const policy = { ...rest, mfaRequired: mfaRequiredAt !== null };
  const editable = reachIn(access.membership, 'policy.update') !== false;
  const trail = [
    { label: 'Settings', href: `/orgs/${orgSlug}/settings` },
    { label: 'Security policy' },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title="Security policy"
        description="What the organization demands of everybody who enters it, and of its keys. A change counts from their next click, and from the next call of a key."
      />
      {editable ? (
        <div className="space-y-6">
          <EditablePolicy orgSlug={orgSlug} policy={policy} />
          <Section title="Audit log">
            <RetentionForm
              // Anew with what is saved.
              key={retention}
              retention={retention}
              auditLogHref={`/orgs/${orgSlug}/audit-log`}
              updateRetention={updateAuditRetentionAction.bind(null, orgSlug)}
            />
          </Section>
        </div>
      ) : (
        <Section
          title="What holds for everybody"
          description={
            access.membership.isBeingDeleted
              ? 'Nothing can be changed while the organization is being deleted.'
              : `Admins change this. ${await adminSentence(orgSlug)}`
          }
          flush
        >
          <PolicyFacts policy={policy} auditRetention={retention} />
        </Section>
      )}
    </>
  );
}

async function EditablePolicy({ orgSlug, policy }: { orgSlug: string; policy: PolicyView }) {
  const access = await pageAccess(orgSlug, 'policy.update');
  if (!access.allowed) return null;
  const [lacking, membersByMethods] = await Promise.all([
    findMembersWithoutMfa(webDeps(), access.grant),
    findMembersByMethods(webDeps(), access.grant),
  ]);
  return (
    <PolicyForm
      // Anew with what is saved, also where somebody else saved it.
      key={JSON.stringify(policy)}
      policy={policy}
      lacking={lacking}
      membersByMethods={membersByMethods}
      ownAddress={access.grant.request.ip}
      previewPolicy={previewPolicyAction.bind(null, orgSlug)}
      updatePolicy={updatePolicyAction.bind(null, orgSlug)}
    />
  );
}
