import type { ReactNode } from 'react';
import { roleNames, type Role } from '@/lib/authz/permissions';
import { Avatar } from '../ui/avatar';
import { Badge } from '../ui/badge';
import { TextLink } from '../ui/text-link';

/** Cells that every table of people has. */

export function RoleBadge({ role }: { role: Role }) {
  return <Badge tone={role === 'admin' ? 'accent' : 'neutral'}>{roleNames[role]}</Badge>;
}

/** An address that breaks after its @ before it breaks anywhere else. */
export function Email({ email }: { email: string }) {
  const host = email.indexOf('@') + 1;
  return (
    <>
      {email.slice(0, host)}
      <wbr />
      {email.slice(host)}
    </>
  );
}

export function Person({
  name,
  email,
  aside,
}: {
  name: string;
  email: string;
  /** Beside the name: a badge. */
  aside?: ReactNode;
}) {
  return (
    <div className="flex items-center gap-3 py-1">
      <Avatar name={name} />
      <div className="min-w-32">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium wrap-anywhere">{name}</span>
          {aside}
        </p>
        <p className="text-xs wrap-anywhere text-muted">
          <Email email={email} />
        </p>
      </div>
    </div>
  );
}

/** How many keys, which leads to them; `label` names whose. */
export function KeyCount({
  count,
  href,
  label,
}: {
  count: number | null;
  href: string;
  label: string;
}) {
  if (count === null || count === 0) return <span className="text-muted">0</span>;
  return (
    <TextLink href={href} className="hit-area" aria-label={label}>
      {count}
    </TextLink>
  );
}
