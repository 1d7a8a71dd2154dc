import { hash, verify, type Options } from '@node-rs/argon2';

/** argon2id at OWASP's first recommended setting: 19 MiB, two passes, one lane. */
const argon2id: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Slow, salted hashing of passwords. */
export type PasswordHasher = {
  /** A PHC string, with its salt and cost inside. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one that was hashed; false for a hash that cannot be read. */
  verify(passwordHash: string, password: string): Promise<boolean>;
  /** A hash that no password has, to spend the same work where there is no account. */
  readonly decoy: string;
};

export class HasherBusy extends Error {
  constructor() {
    super('too many passwords wait to be hashed');
    this.name = 'HasherBusy';
  }
}

/** By name: the web role hands its hasher to Next, whose bundle has a class of its own. */
export function isHasherBusy(error: unknown): boolean {
  return error instanceof Error && error.name === 'HasherBusy';
}

/** The hash of a random text that nobody kept. */
const decoy =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZSByYW5kb20gc2FsdA$aYkqYHOP1SKIJsCmpmHbJCGbcWdNVrSxkLiVJVBMWzg';

/**
 * Hashes at most `concurrency` passwords at a time: argon2 runs on libuv's few threads, and a flood of sign-ins would
 * otherwise starve everything else that uses them. At most `maxWaiting` wait in line.
 * @throws HasherBusy past that.
 */
export function createPasswordHasher(concurrency: number, maxWaiting = 64): PasswordHasher {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrency) {
      if (waiting.length >= maxWaiting) throw new HasherBusy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The place is handed to the next in line, or given back.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    decoy,
    hash: (password) => inTurn(() => hash(password, argon2id)),
    verify: (passwordHash, password) =>
      inTurn(() => verify(passwordHash, password).catch(() => false)),
  };
}
