import { TextLink } from '../ui/text-link';
import { ConnectionState } from './connection-status';
import type { ConnectionView } from './views';

/** The connections of an organization: there are never more than a handful. */
export function ConnectionList({
  connections,
  path,
}: {
  connections: readonly ConnectionView[];
  path: string;
}) {
  return (
    <ul className="divide-y divide-line text-sm">
      {connections.map((connection) => (
        <li
          key={connection.id}
          className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 sm:px-5"
        >
          <div className="min-w-0">
            <p className="truncate font-medium">
              <TextLink href={`${path}/${connection.id}`}>{connection.name}</TextLink>
            </p>
            <p className="truncate text-muted">
              {connection.versions[0]?.idpEntityId ?? 'No identity provider yet'}
            </p>
          </div>
          <ConnectionState versions={connection.versions} />
        </li>
      ))}
    </ul>
  );
}
