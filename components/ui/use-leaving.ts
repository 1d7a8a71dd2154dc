'use client';

import { useEffect, useState } from 'react';

/**
 * What the page is being left for, while its button turns. The back button may bring the page back out of the browser's
 * memory just as it was left, and the button would turn for ever.
 */
export function useLeaving<T>() {
  const [leavingFor, setLeavingFor] = useState<T>();
  useEffect(() => {
    const stay = ({ persisted }: PageTransitionEvent) => {
      if (persisted) setLeavingFor(undefined);
    };
    window.addEventListener('pageshow', stay);
    return () => window.removeEventListener('pageshow', stay);
  }, []);
  return [leavingFor, setLeavingFor] as const;
}
