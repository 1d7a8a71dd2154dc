/**
 * Whether this machine can tell the time in a zone. Asked of the formatter, not of `Intl.supportedValuesOf`, which knows
 * one spelling of each: V8 lists Asia/Calcutta, Firefox reports Asia/Kolkata, and both are right.
 */
export function isTimeZone(name: string): boolean {
  // Offsets such as +02:00 are no zones: they know no daylight saving.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
