import type { Reach } from '@/lib/authz/permissions';
import { Banner } from '../ui/banner';

/** Says so where the reader sees less than everything. */
export function VisibilityNote({ reach }: { reach: Reach }) {
  if (reach === 'all') return null;
  const sees =
    reach === 'billing-and-own-acts' ? 'billing events and your own acts' : 'your own acts';
  return <Banner title={`You see only ${sees}`}>Admins see the whole log.</Banner>;
}
