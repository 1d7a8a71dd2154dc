import { spawnSync } from 'node:child_process';
import { SetupError } from '../data-folder.mjs';
import { installPackages, mayInstall } from './debian.mjs';

const PROGRAMS = [
  '/usr/bin/chromium',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A page without any font of the system's would show emoji and the like as nothing. */
const DEBIAN_PACKAGES = ['chromium', 'fonts-liberation'];

/**
 * The browser for the tests: the one of GATEHOUSE_CHROMIUM, or the first that runs, or undefined.
 *
 * @param {string} [playwrights] where Playwright would put its own
 */
export function findChromium(playwrights) {
  const chosen = process.env.GATEHOUSE_CHROMIUM;
  if (chosen) return chosen;
  return [...PROGRAMS, ...(playwrights ? [playwrights] : [])].find(runs);
}

/**
 * Finds a browser, and installs Debian's where there is none and this account may.
 *
 * @throws SetupError that names the package and says how to get it
 */
export async function provideChromium() {
  const { chromium } = await import('@playwright/test');
  const find = () => findChromium(chromium.executablePath());
  const found = find();
  if (found !== undefined && runs(found)) return found;
  if (found !== undefined) {
    throw new SetupError(`GATEHOUSE_CHROMIUM: ${found} does not run: set it to a Chromium.`);
  }
  if (!mayInstall()) {
    throw new SetupError(
      'There is no Chromium. On Debian, install the package "chromium" (sudo apt-get install chromium); elsewhere install Chromium or Chrome, or set GATEHOUSE_CHROMIUM to one.',
    );
  }
  await installPackages(DEBIAN_PACKAGES);
  const installed = find();
  if (installed !== undefined) return installed;
  throw new SetupError(
    'The Debian package chromium is installed and does not run: see chromium --version.',
  );
}

/** @param {string} program */
function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
