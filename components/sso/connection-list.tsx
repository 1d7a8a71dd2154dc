import { TextLink } from '../ui/text-link';
import { CertificateEnd, soonestOf } from './certificate-state';
import { ConnectionState } from './connection-status';
import { LastSignIn } from './last-sign-in';
import { activeOf, type ConnectionView } from './views';

/** The connections of an organization: there are never more than a handful. `now`, ISO 8601, is the moment of the page. */
export function ConnectionList({
  connections,
  path,
  now,
}: {
  connections: readonly ConnectionView[];
  path: string;
  now: string;
}) {
  return (
    <ul className="divide-y divide-line text-sm">
      {connections.map((connection) => {
        const shown = activeOf(connection) ?? connection.versions[0];
        const soonest = shown === undefined ? null : soonestOf(shown.certificates);
        return (
          <li
            key={connection.id}
            className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1 px-4 py-3 sm:px-5"
          >
            <div className="min-w-0">
              <p className="truncate font-medium">
                <TextLink href={`${path}/${connection.id}`}>{connection.name}</TextLink>
              </p>
              <p className="break-all text-muted">
                {shown?.idpEntityId ?? 'No identity provider yet'}
              </p>
              {soonest !== null && (
                <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted tabular">
                  <CertificateEnd certificate={soonest} now={now} isNamed />
                </p>
              )}
            </div>
            <div className="space-y-0.5 sm:text-right">
              <ConnectionState {...connection} />
              {connection.activeVersion !== null && (
                <p className="text-muted">
                  <LastSignIn at={connection.lastSignInAt} />
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
