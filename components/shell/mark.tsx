/** Gatehouse's mark: a wall, and the portcullis half up. On a 2 px grid, so it is sharp at 16 px. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden
      fill="currentColor"
      className="shrink-0 text-accent-text"
    >
      <path d="M1 1h4v2h2V1h2v2h2V1h4v14h-2V7h-2v5l-1 1.5L9 12V7H7v5l-1 1.5L5 12V7H3v8H1Z" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-base font-medium tracking-tight">
      <Mark />
      Gatehouse
    </span>
  );
}
