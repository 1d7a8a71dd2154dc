'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** After so long only coming back to the page asks again. */
const mostMilliseconds = 15 * 60 * 1_000;

/** Asks the server again while the page is looked at, so that what happens elsewhere shows by itself. */
export function RefreshWhileWaiting({ everyMilliseconds = 4_000 }: { everyMilliseconds?: number }) {
  const router = useRouter();
  useEffect(() => {
    let times = 0;
    const refresh = () => {
      if (document.visibilityState === 'visible') router.refresh();
    };
    const timer = setInterval(() => {
      times += 1;
      if (times * everyMilliseconds > mostMilliseconds) clearInterval(timer);
      else refresh();
    }, everyMilliseconds);
    window.addEventListener('focus', refresh);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', refresh);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [router, everyMilliseconds]);
  return null;
}
