import type { ReactNode } from 'react';
import { loadEvent } from './load-event';

type Props = { params: Promise<{ orgSlug: string; eventId: string }>; children: ReactNode };

/** Looks for the event before anything is sent, so that a missing one is a real 404 and not a page that says so. */
export default async function EventLayout({ params, children }: Props) {
  const { orgSlug, eventId } = await params;
  await loadEvent(orgSlug, eventId);
  return children;
}
