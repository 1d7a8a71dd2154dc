type TimeZoneOption = { value: string; label: string };

/** Every zone of the IANA database that this machine knows, with its offset at `now`: "Europe/Berlin (UTC+01:00)". */
export function timeZoneOptions(now: Date): TimeZoneOption[] {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
  return Array.from(zones, (value) => ({
    value,
    label: `${value.replaceAll('_', ' ')} (${offsetOf(value, now)})`,
  }));
}

function offsetOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const name = parts.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value;
  return name === undefined || name === 'GMT' ? 'UTC' : name.replace('GMT', 'UTC');
}
