import type { Metadata } from 'next';
import { EditLimitsButton, RevokeKeyButton } from '@/components/api-keys/key-buttons';
import { KeyFacts, KeyLimitsList } from '@/components/api-keys/key-facts';
import { KeyMenu } from '@/components/api-keys/key-menu';
import { KeyStateBanner } from '@/components/api-keys/key-state-banner';
import { KeyStatus } from '@/components/api-keys/key-state';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Section } from '@/components/ui/card';
import type { SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { listKeyHandOvers } from '@/lib/api-keys/list-key-hand-overs';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import { loadCatalogue } from '../create-key-access';
import { keyActions, lockedReason } from '../key-actions';
import { loadKey } from './load-key';
import { Refusals } from './refusals';

type Props = {
  params: Promise<{ orgSlug: string; keyId: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { orgSlug, keyId } = await params;
  return { title: (await loadKey(orgSlug, keyId))?.name ?? 'API key' };
}

export default async function ApiKeyPage({ params, searchParams }: Props) {
  const { orgSlug, keyId } = await params;
  const access = await pageAccess(orgSlug, 'api-key.read');
  const key = await loadKey(orgSlug, keyId);
  if (!access.allowed || key === null) {
    return <RefusedPage title="API key" orgSlug={orgSlug} permission="api-key.read" />;
  }
  const { membership } = access;
  const [catalogue, query, handOvers] = await Promise.all([
    loadCatalogue(orgSlug),
    searchParams,
    listKeyHandOvers(webDeps(), access.grant, { keyId: key.id }),
  ]);
  const actions = keyActions(orgSlug);
  const locked = lockedReason(membership, key);
  const editable = locked === undefined && key.state !== 'revoked';

  return (
    <>
      <PageHeader
        title={key.name}
        aside={<KeyStatus state={key.state} />}
        breadcrumbs={
          <Breadcrumbs
            items={[{ label: 'API keys', href: `/orgs/${orgSlug}/api-keys` }, { label: key.name }]}
          />
        }
        actions={editable && <KeyMenu apiKey={key} actions={actions} catalogue={catalogue} />}
      />
      <div className="space-y-6">
        <KeyStateBanner state={key.state} />
        <Section title="Details" description={locked} flush>
          <KeyFacts
            apiKey={key}
            groupId={membership.groupId}
            handOvers={handOvers.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() }))}
          />
        </Section>
        <Section
          title="Limits"
          description="What the key may call, and from where."
          actions={
            editable && (
              <EditLimitsButton apiKey={key} updateKey={actions.update} catalogue={catalogue} />
            )
          }
          flush
        >
          <KeyLimitsList apiKey={key} catalogue={catalogue} />
        </Section>
        <section aria-labelledby="refusals" className="space-y-3">
          <div>
            <h2 id="refusals" className="text-base">
              Refused calls
            </h2>
            <p className="text-muted">The last seven days, with what the caller was not told.</p>
          </div>
          <Refusals
            orgSlug={orgSlug}
            apiKey={key}
            query={query}
            catalogue={catalogue}
            editable={editable}
          />
        </section>
        {editable && (
          <Section
            tone="danger"
            title="Revoke this key"
            description="Ends the key for good, within a second. Whatever still uses it needs another one."
            actions={<RevokeKeyButton apiKey={key} revokeKey={actions.revoke} />}
          />
        )}
      </div>
    </>
  );
}
