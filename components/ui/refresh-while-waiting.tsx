'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';
import { beginBackground, endBackground } from './background';

/** After so long only coming back to the page asks again. */
const mostMilliseconds = 15 * 60 * 1_000;

/**
 * Asks the server again while the page is looked at, so that what happens elsewhere shows by itself. That is no use of
 * the session: its person may have left the machine.
 */
export function RefreshWhileWaiting({ everyMilliseconds = 4_000 }: { everyMilliseconds?: number }) {
  const router = useRouter();
  const [isAsking, startAsking] = useTransition();
  useEffect(() => {
    if (isAsking) return endBackground;
    return undefined;
  }, [isAsking]);
  useEffect(() => {
    let times = 0;
    const refresh = () => {
      if (document.visibilityState !== 'visible') return;
      beginBackground();
      startAsking(() => router.refresh());
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
