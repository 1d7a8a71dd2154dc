import { spawnSync } from 'node:child_process';
import { SetupError } from '../data-folder.mjs';
import { installPackages, mayInstall } from './debian.mjs';

/** Without the parts that draw a window: the tests take two thirds of the time. */
const SHELL = '/usr/bin/chromium-headless-shell';

const PROGRAMS = [
  SHELL,
  '/usr/bin/chromium',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A page without any font of the system's would show emoji and the like as nothing. */
const DEBIAN_PACKAGES = ['chromium-headless-shell', 'fonts-liberation'];

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
 * Finds a browser. Where this account may, installs Debian's smallest first, though any will do.
 *
 * @throws SetupError that names the package and says how to get it
 */
export async function provideChromium() {
  const { chromium } = await import('@playwright/test');
  const find = () => findChromium(chromium.executablePath());
  const found = find();
  if (found === SHELL || process.env.GATEHOUSE_CHROMIUM) return checked(found);
  if (!mayInstall()) {
    if (found !== undefined) return found;
    throw new SetupError(
      'There is no Chromium. On Debian, install the package "chromium" (sudo apt-get install chromium); elsewhere install Chromium or Chrome, or set GATEHOUSE_CHROMIUM to one.',
    );
  }
  try {
    await installPackages(DEBIAN_PACKAGES);
  } catch (error) {
    if (found === undefined) throw error;
  }
  return checked(find());
}

/** @param {string | undefined} program */
function checked(program) {
  if (program !== undefined && runs(program)) return program;
  throw new SetupError(
    program === undefined
      ? 'The Debian package chromium-headless-shell is installed and does not run: see chromium-headless-shell --version.'
      : `GATEHOUSE_CHROMIUM: ${program} does not run: set it to a Chromium.`,
  );
}

/** @param {string} program */
function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
