'use client';

import Link from 'next/link';
import { useState } from 'react';
import type { ComponentProps } from 'react';

/**
 * A link that fetches its page ahead only once the pointer or the focus is on it. Every page of
 * the console is dynamic: fetching all that a sidebar or a table header shows would render ten
 * pages for each one that is read.
 */
export function IntentLink(props: Omit<ComponentProps<typeof Link>, 'prefetch'>) {
  const [intended, setIntended] = useState(false);
  return (
    <Link
      {...props}
      prefetch={intended ? null : false}
      onMouseEnter={(event) => {
        setIntended(true);
        props.onMouseEnter?.(event);
      }}
      onFocus={(event) => {
        setIntended(true);
        props.onFocus?.(event);
      }}
    />
  );
}
