const units = ['bytes', 'kB', 'MB', 'GB'] as const;

/** A number of bytes as people say it, in powers of ten: "812 bytes", "3.4 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // What would be rounded to a thousand is one of the next unit.
  while (Number(value.toFixed(1)) >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
