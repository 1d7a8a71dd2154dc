/** The look of what floats: menus, selects, popovers. */
export const popupClass =
  'origin-(--transform-origin) rounded-lg border border-line-strong bg-raised text-text shadow-float outline-none transition-[opacity,scale] data-ending-style:opacity-0 data-instant:transition-none data-starting-style:scale-98 data-starting-style:opacity-0';

/** One row inside it. */
export const popupItemClass =
  'flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none select-none data-disabled:text-faint data-highlighted:bg-hover';
