import { randomBytes } from 'node:crypto';
import type { Clock } from '@/lib/platform/clock';
import { createVault, deriveKey } from '@/lib/platform/crypto';
import { createDb } from '@/lib/platform/db';
import { createDns } from '@/lib/platform/dns';
import type { Config, Deps } from '@/lib/platform/deps';
import { uuidV7Ids } from '@/lib/platform/ids';
import { createKeyRing } from '@/lib/platform/key-ring';
import { createAttemptLimits } from '@/lib/platform/limits';
import type { OAuthSettings } from '@/lib/platform/oauth-settings';
import { createLogger } from '@/lib/platform/log';
import { createPasswordHasher } from '@/lib/platform/password-hasher';
import type { PasswordHasher } from '@/lib/platform/password-hasher';
import { systemRandom } from '@/lib/platform/random';
import type { RequestContext } from '@/lib/platform/request-context';
import type { TestDatabase } from './database';
import { TEST_APP_SECRET } from './test-server';

/** A clock that stands still until it is moved. The counters of `limits` run on the machine's own time. */
export type TestClock = Clock & {
  moveTo(at: Date): void;
  moveBySeconds(seconds: number): void;
};

export function createTestClock(start = new Date('2026-11-21T12:00:00.000Z')): TestClock {
  let now = start;
  return {
    now: () => new Date(now),
    moveTo: (at) => {
      now = at;
    },
    moveBySeconds: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}

/** Counts what a use case spends on argon2, for tests that compare the work of two answers. */
export type CountingHasher = PasswordHasher & { readonly calls: number };

function countCalls(hasher: PasswordHasher): CountingHasher {
  let calls = 0;
  return {
    decoy: hasher.decoy,
    get calls() {
      return calls;
    },
    hash: (password) => ((calls += 1), hasher.hash(password)),
    verify: (hash, password) => ((calls += 1), hasher.verify(hash, password)),
  };
}

/** Both providers set up, at addresses where nobody listens: use cases get what a handshake has proved. */
const testOAuth: OAuthSettings = {
  google: { clientId: 'g', clientSecret: 'g-secret', issuer: 'https://google.test' },
  github: {
    clientId: 'h',
    clientSecret: 'h-secret',
    url: 'https://github.test',
    apiUrl: 'https://api.github.test',
  },
  cookieSecret: 'the-secret-of-handshakes',
};

export type TestDeps = Deps & {
  clock: TestClock;
  passwords: CountingHasher;
  /** Everything that was logged, one JSON object a line. */
  logged: () => string;
  close: () => Promise<void>;
};

/** The real parts against a test database: real argon2, real counters, a clock in the test's hand. */
export function testDeps(database: TestDatabase, config: Partial<Config> = {}): TestDeps {
  const clock = createTestClock();
  const lines: string[] = [];
  const db = createDb({ appUrl: database.appUrl, systemUrl: database.systemUrl, poolSize: 8 });
  const log = createLogger({
    role: 'test',
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  const limits = createAttemptLimits({
    systemUrl: database.systemUrl,
    instanceId: 'tests0',
    log,
  });
  return {
    clock,
    random: systemRandom,
    ids: uuidV7Ids(clock, systemRandom),
    db,
    // Where nobody listens: a test of domains brings a name server of its own.
    dns: createDns(['127.0.0.1:1']),
    limits,
    passwords: countCalls(createPasswordHasher(2, 512)),
    vault: createVault(deriveKey(TEST_APP_SECRET, 'mail'), systemRandom),
    totpKeys: createKeyRing([TEST_APP_SECRET], 'totp', systemRandom),
    samlKeys: createKeyRing([TEST_APP_SECRET], 'saml', systemRandom),
    codeKey: deriveKey(TEST_APP_SECRET, 'codes'),
    log,
    oauth: testOAuth,
    config: {
      appUrl: 'http://localhost:3000',
      mailLeaves: true,
      instanceId: 'tests0',
      breachedPasswordsFile: undefined,
      invitationMailsPerMinute: 300,
      notifies: true,
      ...config,
    },
    logged: () => lines.join(''),
    close: async () => {
      await Promise.all([db.close(), limits.close()]);
    },
  };
}

/** A request from somewhere; a network of its own each time unless an address is given, so that limits never meet. */
export function testRequest(overrides: Partial<RequestContext> = {}): RequestContext {
  const network = randomBytes(6).toString('hex').match(/.{4}/g)!.join(':');
  return {
    ip: `2001:db8:${network.slice(0, 9)}::1`,
    userAgent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    requestId: `test-${randomBytes(4).toString('hex')}`,
    ...overrides,
  };
}
