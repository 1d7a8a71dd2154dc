import type { ReactNode } from 'react';
import { pageAccess } from '@/lib/web/session';
import { loadKey } from './load-key';

type Props = { params: Promise<{ orgSlug: string; keyId: string }>; children: ReactNode };

/** Looks for the key before anything is sent, so that a missing one is a real 404 and not a page that says so. */
export default async function KeyLayout({ params, children }: Props) {
  const { orgSlug, keyId } = await params;
  await pageAccess(orgSlug, 'api-key.read');
  await loadKey(orgSlug, keyId);
  return children;
}
