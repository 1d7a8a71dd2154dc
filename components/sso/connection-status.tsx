import { Status } from '../ui/badge';
import type { ConnectionView } from './views';

/** How far a connection has come: active, or how far its newest version is from it. */
export function ConnectionState({
  versions: [latest],
  activeVersion,
}: Pick<ConnectionView, 'versions' | 'activeVersion'>) {
  if (activeVersion !== null) return <Status tone="success">Active</Status>;
  if (latest === undefined) return <Status>Without an identity provider</Status>;
  return latest.testedAt === null ? (
    <Status tone="warning">To be tested</Status>
  ) : (
    <Status tone="accent">Tested, not active</Status>
  );
}
