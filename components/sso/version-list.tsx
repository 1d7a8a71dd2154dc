'use client';

import { newestTested } from '@/lib/sso/model';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Time } from '../ui/time';
import { useConnectionAct } from './use-connection-act';
import { versionChanges } from './version-changes';
import type { ConnectionAction, ConnectionView, VersionView } from './views';

type Props = {
  connection: ConnectionView;
  rollBackConnection: ConnectionAction;
};

/** What the connection was, who changed what, and the way back to what worked. */
export function VersionList({ connection, rollBackConnection }: Props) {
  const { id, activeVersion, versions } = connection;
  const { act, dialog } = useConnectionAct();
  const newest = newestTested(versions)?.version;
  const canGoBackTo = ({ version, testedAt }: VersionView) =>
    testedAt !== null && activeVersion !== null && ![activeVersion, newest].includes(version);
  return (
    <>
      <ul className="divide-y divide-line text-sm">
        {versions.map((each, index) => (
          <li
            key={each.version}
            className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-2.5 sm:px-5"
          >
            <VersionFacts
              version={each}
              before={versions[index + 1]}
              isActive={each.version === activeVersion}
            />
            {canGoBackTo(each) && (
              <ConfirmDialog
                tone="neutral"
                title={`Roll back to version ${each.version}?`}
                description={`People sign in by version ${each.version} from now on, at ${each.idpEntityId}. Whoever is signed in stays so, and version ${activeVersion} stays in the list.`}
                confirmLabel="Roll back"
                trigger={
                  <Button size="sm" aria-label={`Roll back to version ${each.version}`}>
                    Roll back
                  </Button>
                }
                onConfirm={() =>
                  act(
                    rollBackConnection,
                    { connectionId: id, version: each.version },
                    { title: `People sign in by version ${each.version} again` },
                  )
                }
              />
            )}
          </li>
        ))}
      </ul>
      {dialog}
    </>
  );
}

function VersionFacts({
  version,
  before,
  isActive,
}: {
  version: VersionView;
  before: VersionView | undefined;
  isActive: boolean;
}) {
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium tabular">
        Version {version.version}
        {isActive && <Badge tone="accent">Active</Badge>}
        {version.testedAt === null ? (
          <Badge>Not tested</Badge>
        ) : (
          <Badge tone="success">Tested</Badge>
        )}
      </p>
      <p className="break-words text-muted">{versionChanges(version, before).join(' · ')}</p>
      <p className="text-muted">
        {version.createdByName}, <Time value={version.createdAt} />
      </p>
    </div>
  );
}
