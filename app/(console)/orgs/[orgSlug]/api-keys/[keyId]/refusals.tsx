import { EditLimitsButton, EnableKeyLink } from '@/components/api-keys/key-buttons';
import { fixOf } from '@/components/api-keys/refusal-fix';
import { RefusalList } from '@/components/api-keys/refusal-list';
import type { Catalogue, KeyView } from '@/components/api-keys/views';
import { listHref, type SearchParams } from '@/components/ui/list-url';
import { Pager } from '@/components/ui/pager';
import { listRefusals } from '@/lib/api-keys/list-refusals';
import { listRefusalsSchema } from '@/lib/api-keys/schema';
import { webDeps } from '@/lib/web/deps';
import { listInput, listOrRestart, param } from '@/lib/web/list-input';
import { pageAccess } from '@/lib/web/session';
import { keyActions } from '../key-actions';

const pageLength = 10;

/** The refused calls of a key, with the acts that mend them at hand for who may change them. */
export async function Refusals({
  orgSlug,
  apiKey,
  query,
  catalogue,
  editable,
}: {
  orgSlug: string;
  apiKey: KeyView;
  query: SearchParams;
  catalogue: Catalogue;
  editable: boolean;
}) {
  const access = await pageAccess(orgSlug, 'api-key.read');
  if (!access.allowed) return null;
  const path = `/orgs/${orgSlug}/api-keys/${apiKey.id}`;
  const page = await listOrRestart(
    listRefusals(
      webDeps(),
      access.grant,
      listInput(listRefusalsSchema, {
        keyId: apiKey.id,
        cursor: param(query, 'cursor'),
        limit: pageLength,
      }),
    ),
    path,
  );
  const href = (cursor: string | null) =>
    cursor === null ? undefined : listHref(path, query, { cursor });
  const actions = keyActions(orgSlug);
  const acts = {
    'edit-limits': (
      <EditLimitsButton inText apiKey={apiKey} updateKey={actions.update} catalogue={catalogue} />
    ),
    enable: <EnableKeyLink apiKey={apiKey} enableKey={actions.enable} />,
  };
  return (
    <RefusalList
      refusals={page.items.map((refusal) => ({
        ...refusal,
        occurredAt: refusal.occurredAt.toISOString(),
      }))}
      {...(editable && {
        fixAction: ({ reason }) => {
          const fix = fixOf(reason, apiKey.state);
          return fix === null ? null : acts[fix];
        },
      })}
      footer={<Pager previousHref={href(page.previousCursor)} nextHref={href(page.nextCursor)} />}
    />
  );
}
