'use client';

import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { clockStep } from './format-time';

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
  const [counted, setCounted] = useState({ since: now, elapsed: 0 });
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => {
      setCounted({ since: now, elapsed: performance.now() - start });
    }, clockStep);
    return () => {
      clearInterval(timer);
    };
  }, [now]);
  // What was counted from an earlier now is part of the one that came from the server since.
  const elapsed = counted.since === now ? counted.elapsed : 0;
  const value = { timeZone, now: new Date(new Date(now).getTime() + elapsed) };
  return <TimeContext value={value}>{children}</TimeContext>;
}

export const useTimeContext = (): TimeContextValue | null => useContext(TimeContext);
