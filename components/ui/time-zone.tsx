'use client';

import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

export type TimeContextValue = { timeZone: string; now: Date };

const TimeContext = createContext<TimeContextValue | null>(null);

/**
 * The reader's zone, and the server's now, from which every Time below is told; the first render
 * is therefore the same on both sides. It then runs on with the page's own monotonic clock, so a
 * wrong clock on the reader's machine does not matter.
 */
export function TimeZoneProvider({
  timeZone,
  now,
  children,
}: {
  timeZone: string;
  now: string;
  children: ReactNode;
}) {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => {
      setElapsed(performance.now() - start);
    }, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, [now]);
  const value = { timeZone, now: new Date(new Date(now).getTime() + elapsed) };
  return <TimeContext value={value}>{children}</TimeContext>;
}

export const useTimeContext = (): TimeContextValue | null => useContext(TimeContext);
