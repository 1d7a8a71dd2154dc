import { redirect } from 'next/navigation';
import { requirePerson } from '@/lib/web/session';

export default async function AccountPage() {
  await requirePerson('/account/profile');
  redirect('/account/profile');
}
