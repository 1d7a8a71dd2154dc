// `node scripts/picture.mjs`: takes the pictures of docs/images anew, of the demo in a Gatehouse of its own.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { enterCheckout } from './checkout.mjs';
import { SetupError } from './data-folder.mjs';
import { sleep } from './processes.mjs';
import { runScript } from './script.mjs';
import { step } from './steps.mjs';

/** What whoever tries it out sees in their own browser, whichever port is free here. */
const ADDRESS = 'http://localhost:3000';
const SIZE = { width: 1440, height: 900 };
/** They are kept in the repository, and loaded with its front page. */
const MOST_BYTES = 300_000;
const SCHEMES = /** @type {const} */ (['light', 'dark']);

await runScript(async () => {
  const root = await enterCheckout({ dev: true });
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt(root);
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-picture-'));
  // Root's database runs as another account, which must pass.
  fs.chmodSync(folder, 0o755);
  try {
    await withDemo(root, folder, (demo) => takePictures(root, demo));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @typedef {object} Demo
 * @property {number} port
 * @property {string} page of the organization
 * @property {string} email
 * @property {string} password
 */

/**
 * Runs `work` beside a Gatehouse that serves the demo.
 *
 * @param {string} root
 * @param {string} folder
 * @param {(demo: Demo) => Promise<void>} work
 */
async function withDemo(root, folder, work) {
  const { PATH, HOME } = process.env;
  const port = await freePort();
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...{ PATH, HOME, NODE_ENV: 'production', GATEHOUSE_DATA_DIR: folder, PORT: String(port) },
    // Whatever .env says: nothing of it is to be filled or to send mail.
    ...{ DATABASE_URL: '', DATABASE_APP_URL: '', DATABASE_SYSTEM_URL: '', APP_URL: ADDRESS },
  };
  const options = { cwd: root, env };
  const filled = await step('Filling the demo', () =>
    promisify(execFile)(process.execPath, ['scripts/operator.mjs', 'demo'], options),
  );
  const server = spawn(process.execPath, ['scripts/start.mjs'], { ...options, stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    await waitUntilReady(`http://localhost:${port}`, () => server.exitCode === null);
    await work({
      port,
      page: find(filled.stdout, /(http\S+\/orgs\/\S+)/),
      email: find(filled.stdout, /Admin\s+(\S+@\S+)/),
      password: find(filled.stdout, /Password of all: (\S+)/),
    });
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

/**
 * @param {string} root
 * @param {Demo} demo
 */
async function takePictures(root, { port, page: address, email, password }) {
  const { chromium } = await import('@playwright/test');
  const { findChromium } = await import('./test/chromium.mjs');
  const executablePath = findChromium(chromium.executablePath());
  const browser = await chromium.launch({
    args: [
      ...['--no-sandbox', '--disable-gpu'],
      `--host-resolver-rules=MAP ${new URL(ADDRESS).host} 127.0.0.1:${port}`,
    ],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    for (const colorScheme of SCHEMES) {
      const file = path.join(root, 'docs', 'images', `overview-${colorScheme}.png`);
      const context = await browser.newContext({
        ...{ viewport: SIZE, colorScheme, reducedMotion: 'reduce' },
        ...{ locale: 'en-GB', timezoneId: 'Europe/Berlin' },
      });
      const page = await context.newPage();
      await page.goto(new URL('/sign-in', address).href);
      await page.getByLabel('Email').fill(email);
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL(/\/orgs\//);
      await page.goto(address);
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      fs.mkdirSync(path.dirname(file), { recursive: true });
      const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      if (picture.length > MOST_BYTES) {
        throw new SetupError(
          `${file} would have ${picture.length} bytes, of at most ${MOST_BYTES}.`,
        );
      }
      fs.writeFileSync(file, picture);
      process.stdout.write(
        `${path.relative(root, file)}: ${Math.round(picture.length / 1000)} kB\n`,
      );
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function find(text, pattern) {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`the demo printed nothing like ${pattern}`);
  return found;
}

/**
 * @param {string} address
 * @param {() => boolean} isRunning
 */
async function waitUntilReady(address, isRunning) {
  while (isRunning()) {
    const answer = await fetch(`${address}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new SetupError('Gatehouse ended instead of serving the demo.');
}

/** @returns {Promise<number>} */
async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {net.AddressInfo} */ (probe.address());
  await new Promise((resolve) => probe.close(resolve));
  return address.port;
}
