'use client';

import { ErrorPanel } from '@/components/shell/error-panel';

/** Inside the frame, so that the way to every other page stays. */
export default function OrganizationError({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorPanel error={error} retry={retry} />;
}
