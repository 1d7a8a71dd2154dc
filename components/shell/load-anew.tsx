'use client';

import { useEffect } from 'react';

/** A document younger than this, in milliseconds, was drawn for the address that it shows. */
const young = 10_000;

/**
 * Loads a page that is not there once more, where a click led to it from another: the frame around it was drawn before, and
 * what is gone may be the whole organization. Never twice in a row: a reload of this very address is believed.
 */
export function LoadAnew() {
  useEffect(() => {
    const [drawn] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (drawn === undefined) return;
    const isDrawnForIt =
      withoutHash(drawn.name) === withoutHash(window.location.href) &&
      (drawn.type === 'reload' || performance.now() < young);
    if (!isDrawnForIt) window.location.reload();
  }, []);
  return null;
}

const withoutHash = (address: string): string => address.replace(/#.*/, '');
