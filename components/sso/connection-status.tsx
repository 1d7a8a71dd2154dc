import { Status } from '../ui/badge';
import type { ConnectionView } from './views';

/** How far a connection has come, by its newest version. */
export function ConnectionState({ versions: [latest] }: Pick<ConnectionView, 'versions'>) {
  if (latest === undefined) return <Status>Without an identity provider</Status>;
  return latest.testedAt === null ? (
    <Status tone="warning">To be tested</Status>
  ) : (
    <Status tone="success">Tested</Status>
  );
}
