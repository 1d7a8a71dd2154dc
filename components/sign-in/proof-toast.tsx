'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { useToast, type ToastInput } from '../ui/toast';

const proved: ToastInput = {
  title: 'It is you',
  description: 'Do it once more: for ten minutes you are not asked again.',
};
const notProved: ToastInput = {
  title: 'That was no proof',
  description: 'Sign in there anew, as the person who is signed in here, and try again.',
  tone: 'danger',
};

const toasts: Partial<Record<string, ToastInput>> = {
  'sso-proved': proved,
  'sso-not-proved': notProved,
  'sso-over': notProved,
  'oauth-proved': proved,
  'oauth-not-proved': notProved,
};

/** Says how a proof at somebody else's ended, on whatever page it was begun, and takes that out of the address. */
export function ProofToast() {
  const router = useRouter();
  const pathname = usePathname();
  const query = useSearchParams();
  const { show } = useToast();
  const notice = query.get('notice') ?? '';
  // The account's own page says it in a banner of its own.
  const toast = pathname.startsWith('/account/') ? undefined : toasts[notice];
  useEffect(() => {
    if (toast === undefined) return;
    show(toast);
    const rest = new URLSearchParams(query);
    rest.delete('notice');
    rest.delete('with');
    const left = rest.toString();
    router.replace(left === '' ? pathname : `${pathname}?${left}`, { scroll: false });
  }, [toast, show, router, pathname, query]);
  return null;
}
