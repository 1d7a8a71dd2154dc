import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { KeyRound } from 'lucide-react';
import { CreateKeyOrReason } from '@/components/api-keys/create-key-or-reason';
import { KeyMenu } from '@/components/api-keys/key-menu';
import { KeyTable } from '@/components/api-keys/key-table';
import type { KeyView } from '@/components/api-keys/views';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatSort, hrefWithout, listHref, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { listApiKeys } from '@/lib/api-keys/list-api-keys';
import { reachIn } from '@/lib/authz/permissions';
import { webDeps } from '@/lib/web/deps';
import { listOrRestart } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import { createKeyAccess, loadCatalogue } from '../create-key-access';
import { keyActions, lockedReason } from '../key-actions';
import { keyView } from '../key-view';
import { keyListOf } from '../list-params';
import { WithKeyDialog } from '../with-key-dialog';
import { KeyListToolbar } from './key-list-toolbar';

export const metadata: Metadata = { title: 'API keys' };

type Props = { params: Promise<{ orgSlug: string }>; searchParams: Promise<SearchParams> };

export default async function ApiKeysPage({ params, searchParams }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'api-key.read');
  if (!access.allowed) {
    return <RefusedPage title="API keys" orgSlug={orgSlug} permission="api-key.read" />;
  }
  const query = await searchParams;
  const path = `/orgs/${orgSlug}/api-keys`;
  const { sort, input, filtered, ignored } = keyListOf(query);
  if (ignored.length > 0) redirect(hrefWithout(path, query, ignored));
  const [page, creation, catalogue] = await Promise.all([
    listOrRestart(
      listApiKeys(webDeps(), access.grant, input),
      listHref(path, query, { cursor: null }),
    ),
    createKeyAccess(orgSlug),
    loadCatalogue(orgSlug),
  ]);
  const keys = page.items.map(keyView);
  const isNew = keys.length === 0 && !filtered;
  const createButton = !access.membership.isBeingDeleted && (
    <CreateKeyOrReason reason={creation.allowed ? undefined : creation.reason} />
  );
  const actions = keyActions(orgSlug);
  const menu = (key: KeyView) => (
    <KeyMenu
      apiKey={key}
      actions={actions}
      catalogue={catalogue}
      lockedReason={lockedReason(access.membership, key)}
    />
  );

  return (
    <WithKeyDialog access={creation} catalogue={catalogue}>
      <PageHeader
        title="API keys"
        description="What your programs present to call the models. A secret is shown once, at its creation."
        actions={!isNew && createButton}
      />
      {!isNew && <KeyListToolbar orgSlug={orgSlug} query={query} />}
      <KeyTable
        keys={keys}
        hrefOf={(id) => `${path}/${id}`}
        sort={sort}
        sortHref={(next) => listHref(path, query, { sort: formatSort(next) })}
        {...(reachIn(access.membership, 'api-key.update') !== false && { rowMenu: menu })}
        empty={
          isNew ? (
            <EmptyState
              icon={<KeyRound size={20} aria-hidden />}
              title="No keys yet"
              action={createButton}
            >
              A key lets a program call the models. Give each program its own, so that one can be
              revoked without the others.
            </EmptyState>
          ) : (
            <EmptyState
              variant="nothing-matches"
              title="No key matches"
              action={<ButtonLink href={path}>Clear filters</ButtonLink>}
            >
              Search looks at names and hints. Filters narrow what it finds.
            </EmptyState>
          )
        }
        footer={
          <Pager
            previousHref={
              page.previousCursor
                ? listHref(path, query, { cursor: page.previousCursor })
                : undefined
            }
            nextHref={
              page.nextCursor ? listHref(path, query, { cursor: page.nextCursor }) : undefined
            }
          />
        }
      />
    </WithKeyDialog>
  );
}
