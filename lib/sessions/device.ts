import Bowser from 'bowser';
import type { SessionSummary } from './model';

export type DeviceDescription = Pick<SessionSummary, 'browser' | 'system' | 'device'>;

/** What a browser says it is. Anybody can send any text, so it is shown and never decides anything. */
export function describeDevice(userAgent: string | null): DeviceDescription {
  const unknown = { browser: 'Unknown browser', system: null, device: 'unknown' } as const;
  if (userAgent === null || userAgent.trim() === '') return unknown;
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, 512));
  return {
    browser: named(browser.name, majorOf(browser.version)) ?? unknown.browser,
    system: named(os.name, os.versionName ?? majorOf(os.version)),
    device:
      platform.type === 'mobile'
        ? 'phone'
        : platform.type === 'tablet' || platform.type === 'desktop'
          ? platform.type
          : 'unknown',
  };
}

/** "Chrome 142 on Linux", for mails. */
export function deviceInWords(userAgent: string | null): string {
  const { browser, system } = describeDevice(userAgent);
  return system === null ? browser : `${browser} on ${system}`;
}

/** Words that could be a name and nothing else: what reads like an address must not reach a mail as one. */
const plain = /^[A-Za-z0-9][A-Za-z0-9 +-]{0,39}$/;

function named(name: string | undefined, version: string | undefined): string | null {
  if (!name || !plain.test(name)) return null;
  return version && plain.test(version) ? `${name} ${version}` : name;
}

function majorOf(version: string | undefined): string | undefined {
  return version?.split('.')[0];
}
