import { Badge } from '../ui/badge';
import { Time } from '../ui/time';
import type { VersionView } from './views';

/** What the connection was, and who changed it. */
export function VersionList({ versions }: { versions: readonly VersionView[] }) {
  return (
    <ul className="divide-y divide-line text-sm">
      {versions.map(({ version, testedAt, createdByName, createdAt, idpEntityId }) => (
        <li key={version} className="px-4 py-2.5 sm:px-5">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium tabular">
            Version {version}
            {testedAt === null ? <Badge>Not tested</Badge> : <Badge tone="success">Tested</Badge>}
          </p>
          <p className="break-all text-muted">{idpEntityId}</p>
          <p className="text-muted">
            {createdByName}, <Time value={createdAt} />
          </p>
        </li>
      ))}
    </ul>
  );
}
