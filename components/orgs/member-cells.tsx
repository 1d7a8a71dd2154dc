import { Building2, KeyRound, ShieldCheck, ShieldOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { signInMethodNames, type SignInMethod } from '@/lib/sessions/model';
import { ProviderIcon } from '../identities/provider-icon';
import { Badge } from '../ui/badge';

const chipsAtMost = 2;

/** The first teams; how many more there are, with their names for whoever asks. */
export function TeamChips({ teams }: { teams: readonly { id: string; name: string }[] }) {
  if (teams.length === 0) return <span className="text-muted">None</span>;
  const more = teams.slice(chipsAtMost).map(({ name }) => name);
  return (
    <span className="flex max-w-56 flex-wrap gap-1">
      {teams.slice(0, chipsAtMost).map(({ id, name }) => (
        <span
          key={id}
          className="max-w-32 truncate rounded-sm border border-line-strong bg-sunken px-1.5 text-xs leading-5 text-muted"
          title={name}
        >
          {name}
        </span>
      ))}
      {more.length > 0 && (
        <span
          className="rounded-sm px-1 text-xs leading-5 text-muted tabular"
          title={more.join(', ')}
        >
          <span aria-hidden>+{more.length}</span>
          <span className="sr-only">and {more.join(', ')}</span>
        </span>
      )}
    </span>
  );
}

export function MfaBadge({ on }: { on: boolean }) {
  return on ? (
    <Badge tone="success" icon={<ShieldCheck size={12} aria-hidden />}>
      On
    </Badge>
  ) : (
    <Badge tone="warning" icon={<ShieldOff size={12} aria-hidden />}>
      Off
    </Badge>
  );
}

const icons: Record<SignInMethod, ReactNode> = {
  password: <KeyRound size={16} aria-hidden className="text-muted" />,
  google: <ProviderIcon provider="google" />,
  github: <ProviderIcon provider="github" />,
  saml: <Building2 size={16} aria-hidden className="text-muted" />,
};

/** One icon each, with its name for whoever points at it and for screen readers. */
export function MethodIcons({ methods }: { methods: readonly SignInMethod[] }) {
  if (methods.length === 0) return <span className="text-muted">None</span>;
  return (
    <ul className="flex items-center gap-2">
      {methods.map((method) => (
        <li key={method} title={signInMethodNames[method]}>
          {icons[method]}
          <span className="sr-only">{signInMethodNames[method]}</span>
        </li>
      ))}
    </ul>
  );
}
