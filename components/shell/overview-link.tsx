'use client';

import { useParams } from 'next/navigation';
import { ButtonLink } from '../ui/button';

/** Back to the organization's first page, from where no page is told which one it is in. */
export function OverviewLink() {
  const { orgSlug } = useParams<{ orgSlug: string }>();
  return <ButtonLink href={`/orgs/${orgSlug}`}>Go to the overview</ButtonLink>;
}
