import { Building2, KeyRound, KeySquare, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AccessMethodKind } from '@/lib/access/model';
import { ProviderIcon } from '../identities/provider-icon';

const icons: Record<AccessMethodKind, ReactNode> = {
  password: <KeyRound size={16} aria-hidden className="text-muted" />,
  google: <ProviderIcon provider="google" />,
  github: <ProviderIcon provider="github" />,
  totp: <Smartphone size={16} aria-hidden className="text-muted" />,
  saml: <Building2 size={16} aria-hidden className="text-muted" />,
  'api-key': <KeySquare size={16} aria-hidden className="text-muted" />,
};

/** Stands beside the name, which says the same. */
export function MethodIcon({ kind }: { kind: AccessMethodKind }) {
  return <span className="shrink-0">{icons[kind]}</span>;
}
