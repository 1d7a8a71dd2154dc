'use client';

import { ErrorPanel } from '@/components/shell/error-panel';

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main id="main" tabIndex={-1} className="outline-none">
      <title>Error · Gatehouse</title>
      <ErrorPanel error={error} retry={retry} />
    </main>
  );
}
