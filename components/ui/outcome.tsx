'use client';

import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

/** Stands where a form was sent from. It takes the focus, which went with the form's button, and so is read out. */
export function Outcome({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus();
  }, []);
  return (
    <div ref={box} tabIndex={-1} className="space-y-5 outline-none">
      {children}
    </div>
  );
}
