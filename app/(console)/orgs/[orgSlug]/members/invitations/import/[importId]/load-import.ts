import { notFound } from 'next/navigation';
import type { Grant } from '@/lib/authz/authorize';
import { getInvitationImport, type ShownImport } from '@/lib/invite-imports/get-import';
import { importSchema } from '@/lib/invite-imports/schema';
import { AppError } from '@/lib/kernel/errors';
import { webDeps } from '@/lib/web/deps';

/** The list of an address, or the page that says that there is none. */
export async function loadImport(
  grant: Grant<'invitation.read'>,
  importId: string,
): Promise<ShownImport> {
  const input = importSchema.safeParse({ importId });
  if (!input.success) notFound();
  try {
    return await getInvitationImport(webDeps(), grant, input.data);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound();
    throw error;
  }
}
