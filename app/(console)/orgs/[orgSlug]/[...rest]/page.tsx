import { notFound } from 'next/navigation';
import { requireMember } from '@/lib/web/session';

/** An address that no page has: the 404 inside the frame, for members; for everybody else the one outside. */
export default async function UnknownPage({ params }: { params: Promise<{ orgSlug: string }> }) {
  await requireMember((await params).orgSlug);
  notFound();
}
