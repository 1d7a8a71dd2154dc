import type { Metadata } from 'next';
import { CreateKeyOrReason } from '@/components/api-keys/create-key-or-reason';
import { callableTextModel, snippetsOf } from '@/components/api-keys/snippets';
import { ModelList } from '@/components/orgs/model-list';
import { orderModels, planOf } from '@/components/orgs/use-case-plan';
import { UseCaseSelect } from '@/components/orgs/use-case-select';
import { Section } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyValue } from '@/components/ui/copy-value';
import { PageHeader } from '@/components/ui/page-header';
import { reachIn } from '@/lib/authz/permissions';
import { getOverview } from '@/lib/orgs/get-overview';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { createKeyAccess, loadCatalogue } from '../api-keys/create-key-access';
import { WithKeyDialog } from '../api-keys/with-key-dialog';
import { RefusedPage } from '../refused-page';
import { updateOrganizationAction } from '../settings/actions';
import { adminSentence } from '../admin-sentence';
import { GetStartedSteps } from './get-started-steps';
import { RecentActivity } from './recent-activity';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage({ params }: { params: Promise<{ orgSlug: string }> }) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'organization.read');
  if (!access.allowed) {
    return <RefusedPage title="Overview" orgSlug={orgSlug} permission="organization.read" />;
  }
  const deps = webDeps();
  const [overview, creation, catalogue] = await Promise.all([
    getOverview(deps, access.grant),
    createKeyAccess(orgSlug),
    loadCatalogue(orgSlug),
  ]);
  const { groupId, useCase } = overview.organization;
  const { complete } = overview.checklist;
  const plan = planOf(useCase);
  const model = callableTextModel(catalogue.models, { allowedServices: [], allowedModels: [] });
  const mayUpdate = reachIn(access.membership, 'organization.update') !== false;
  const lacksRight = !creation.allowed && creation.because === 'reader';
  const serviceName = (id: string) =>
    catalogue.services.find((service) => service.id === id)?.name ?? id;

  const sections = {
    'quick-start': complete && creation.allowed && (
      <Section
        key="quick-start"
        title="Quick start"
        description="A call to paste. Put your key in the place of the variable."
      >
        <CodeBlock
          label="Quick start"
          snippets={snippetsOf({
            baseUrl: creation.baseUrl,
            groupId,
            secret: '$GATEHOUSE_API_KEY',
            model,
            prompt: plan.prompt,
          }).slice(0, 3)}
        />
      </Section>
    ),
    models: (
      <Section
        key="models"
        title="Models"
        description="What a key can call. Those for your use case come first."
        actions={
          mayUpdate && (
            <UseCaseSelect
              useCase={useCase}
              updateOrganization={updateOrganizationAction.bind(null, orgSlug)}
            />
          )
        }
        flush
      >
        <ModelList models={orderModels(catalogue.models, useCase)} serviceName={serviceName} />
      </Section>
    ),
  };
  const { isBeingDeleted } = access.membership;
  const getStarted = !isBeingDeleted && (
    <GetStartedSteps
      orgSlug={orgSlug}
      overview={overview}
      creation={creation}
      model={model}
      creators={lacksRight ? await adminSentence(orgSlug) : ''}
    />
  );

  return (
    <WithKeyDialog access={creation} catalogue={catalogue}>
      <PageHeader
        title="Overview"
        description={
          <span className="inline-flex max-w-full flex-wrap items-center gap-x-2">
            Group ID <CopyValue name="Group ID" value={groupId} />
          </span>
        }
        actions={
          complete &&
          !lacksRight &&
          !isBeingDeleted && (
            <CreateKeyOrReason reason={creation.allowed ? undefined : creation.reason} />
          )
        }
      />
      <div className="space-y-6">
        {!complete && getStarted}
        <RecentActivity orgSlug={orgSlug} />
        {plan.sections.map((name) => sections[name])}
        {complete && getStarted}
      </div>
    </WithKeyDialog>
  );
}
