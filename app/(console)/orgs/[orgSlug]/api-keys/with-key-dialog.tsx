import type { ReactNode } from 'react';
import { CreateKeyProvider } from '@/components/api-keys/create-key';
import type { Catalogue } from '@/components/api-keys/views';
import type { CreateKeyAccess } from './create-key-access';

/** Stands around a page with buttons "Create key"; without a dialog for who may not create one. */
export function WithKeyDialog({
  access,
  catalogue,
  children,
}: {
  access: CreateKeyAccess;
  catalogue: Catalogue;
  children: ReactNode;
}) {
  if (!access.allowed) return children;
  const { allowed: _, ...creation } = access;
  return (
    <CreateKeyProvider {...creation} catalogue={catalogue}>
      {children}
    </CreateKeyProvider>
  );
}
