import os from 'node:os';
import { systemClock, type Clock } from './clock';
import { createVault, deriveKey, openingAlso, sha256, type Vault } from './crypto';
import { createDb, type Db } from './db';
import { createDns, type Dns } from './dns';
import type { ServingEnv } from './env';
import { uuidV7Ids, type Ids } from './ids';
import { createAttemptLimits, type AttemptLimits } from './limits';
import { createKeyRing, type KeyRing } from './key-ring';
import { createLogger, type Logger } from './log';
import { oauthSettings, type OAuthSettings } from './oauth-settings';
import { createPasswordHasher, type PasswordHasher } from './password-hasher';
import { systemRandom, type Random } from './random';

/** What the use cases know of the installation. */
export type Config = {
  /** Without a slash at the end. Links in mails are made of this and nothing else. */
  appUrl: string;
  /** Whether mails leave by SMTP; else they are kept and shown at /dev/mail. */
  mailLeaves: boolean;
  /** Distinguishes the cookies of copies on one host, since ports share cookies. */
  instanceId: string;
  breachedPasswordsFile: string | undefined;
  /** Of the mails of imports, all organizations together. */
  invitationMailsPerMinute: number;
  /** Whether mails of choice are written; not while the demo is played, whose people read none. */
  notifies: boolean;
};

/** Everything ambient, passed in: tests set the clock, the dice and the ids. */
export type Deps = {
  clock: Clock;
  ids: Ids;
  random: Random;
  db: Db;
  /** Name servers, for the records that prove domains. */
  dns: Dns;
  limits: AttemptLimits;
  passwords: PasswordHasher;
  /** Seals mails that wait, since they hold live links. */
  vault: Vault;
  /** Seals the secrets of authenticator apps, with a key that can be changed. */
  totpKeys: KeyRing;
  /** Seals the private keys of connections to identity providers, likewise. */
  samlKeys: KeyRing;
  /** Key of the digests of short codes. */
  codeKey: Uint8Array;
  /** With whom people can sign in besides a password. */
  oauth: OAuthSettings;
  log: Logger;
  config: Config;
};

/** The real parts of one process. */
export function createDeps(env: ServingEnv, role: string): Deps {
  const secrets: [string, ...string[]] = [env.APP_SECRET, ...env.APP_SECRET_PREVIOUS];
  const mailVaults = secrets.map((secret) => createVault(deriveKey(secret, 'mail'), systemRandom));
  const log = createLogger({ role, level: env.LOG_LEVEL });
  const instanceId = instanceIdOf(env.APP_SECRET);
  return {
    clock: systemClock,
    random: systemRandom,
    ids: uuidV7Ids(systemClock, systemRandom),
    db: createDb({ appUrl: env.DATABASE_APP_URL, systemUrl: env.DATABASE_SYSTEM_URL }),
    dns: createDns(env.DNS_SERVERS),
    limits: createAttemptLimits({
      systemUrl: env.DATABASE_SYSTEM_URL,
      redisUrl: env.REDIS_URL,
      instanceId,
      log,
    }),
    passwords: createPasswordHasher(os.availableParallelism()),
    vault: mailVaults.reduce(openingAlso),
    totpKeys: createKeyRing(secrets, 'totp', systemRandom),
    samlKeys: createKeyRing(secrets, 'saml', systemRandom),
    codeKey: deriveKey(env.APP_SECRET, 'codes'),
    log,
    oauth: oauthSettings(env),
    config: {
      appUrl: env.APP_URL,
      mailLeaves: env.SMTP_URL !== undefined,
      instanceId,
      breachedPasswordsFile: env.BREACHED_PASSWORDS_FILE,
      invitationMailsPerMinute: env.INVITATION_MAILS_PER_MINUTE,
      notifies: true,
    },
  };
}

/** What the names of cookies end in, and keys in a shared Redis begin with. */
export function instanceIdOf(appSecret: string): string {
  return Buffer.from(sha256(`instance:${appSecret}`))
    .toString('hex')
    .slice(0, 6);
}
