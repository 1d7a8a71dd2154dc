import { CopyValue } from '../ui/copy-value';
import { DescriptionList } from '../ui/description-list';
import { InlineCode } from '../ui/text';
import { Time } from '../ui/time';
import { environmentNames, type Catalogue, type HandOverView, type KeyView } from './views';

/** Who a key belongs to, how long it lives, and when it was last used. */
export function KeyFacts({
  apiKey: key,
  groupId,
  handOvers,
}: {
  apiKey: KeyView;
  groupId: string;
  handOvers: readonly HandOverView[];
}) {
  return (
    <DescriptionList
      items={[
        { term: 'Key', value: <code className="font-mono">{key.hint}</code> },
        { term: 'Group ID', value: <CopyValue name="Group ID" value={groupId} /> },
        { term: 'Key ID', value: <CopyValue name="key ID" value={key.id} /> },
        { term: 'Environment', value: environmentNames[key.environment] },
        { term: 'Team', value: key.teamName },
        { term: 'Owner', value: key.ownerName ?? 'No longer a member' },
        ...(handOvers.length === 0
          ? []
          : [{ term: 'Handed over', value: <HandOvers handOvers={handOvers} /> }]),
        { term: 'Created', value: <Time value={key.createdAt} /> },
        ...(key.revokedAt === null
          ? []
          : [{ term: 'Revoked', value: <Time value={key.revokedAt} /> }]),
        {
          term: 'Expires',
          value: key.expiresAt === null ? 'Never' : <Time value={key.expiresAt} />,
        },
        { term: 'Last used', value: <LastUse apiKey={key} /> },
      ]}
    />
  );
}

/** Who had the key before, and so may have a copy of its secret; the latest first. */
function HandOvers({ handOvers }: { handOvers: readonly HandOverView[] }) {
  return (
    <ul className="space-y-1">
      {handOvers.map(({ at, from, by, because }) => (
        <li key={at} className="wrap-anywhere">
          From {from}
          {by !== from && <> by {by}</>}, <Time value={at} />
          {because !== null && <span className="block text-xs text-muted">{because}</span>}
        </li>
      ))}
    </ul>
  );
}

function LastUse({ apiKey: key }: { apiKey: KeyView }) {
  if (key.lastUsedAt === null) return 'Never';
  return (
    <>
      <Time value={key.lastUsedAt} />
      {key.lastUsedIp !== null && (
        <>
          {' '}
          from <InlineCode>{key.lastUsedIp}</InlineCode>
        </>
      )}
      {key.lastUsedModel !== null && (
        <>
          {' '}
          for <InlineCode>{key.lastUsedModel}</InlineCode>
        </>
      )}
    </>
  );
}

/** What a key may call, and from where. */
export function KeyLimitsList({
  apiKey: key,
  catalogue,
}: {
  apiKey: KeyView;
  catalogue: Catalogue;
}) {
  const nameOf = (id: string) =>
    [...catalogue.services, ...catalogue.models].find((one) => one.id === id)?.name ?? id;
  return (
    <DescriptionList
      items={[
        { term: 'Scopes', value: key.scopes.join(', ') },
        {
          term: 'Allowed services',
          value: key.allowedServices.map(nameOf).join(', ') || 'All services',
        },
        {
          term: 'Allowed models',
          value: key.allowedModels.map(nameOf).join(', ') || 'All models of these services',
        },
        { term: 'IP ranges', value: <Ranges ranges={key.ipRanges} /> },
      ]}
    />
  );
}

function Ranges({ ranges }: { ranges: readonly string[] }) {
  if (ranges.length === 0) return 'From anywhere';
  return (
    <ul className="flex flex-wrap gap-1.5">
      {ranges.map((range) => (
        <li key={range}>
          <InlineCode>{range}</InlineCode>
        </li>
      ))}
    </ul>
  );
}
