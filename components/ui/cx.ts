/** Joins class names, leaving out what is false. Later utilities do not override earlier ones: pass fewer, not more. */
export function cx(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
