import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import * as z from 'zod';

/** A variable that is wrong or missing; the message is one line that names it. */
export class EnvError extends Error {
  constructor(
    readonly variable: string,
    problem: string,
  ) {
    super(`${variable} ${problem}`);
    this.name = 'EnvError';
  }
}

export const roles = ['data-plane', 'web', 'worker'] as const;
export type Role = (typeof roles)[number];

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const url = (protocols: string[], example: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `is not an address such as ${example}`,
    );

const postgresUrl = url(['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/name');

/** Of a provider of sign-ins: what it says about people is worth as much as the way it comes by. */
const providerUrl = url(['http:', 'https:'], 'https://accounts.google.com').refine(
  (text) => !URL.canParse(text) || text.startsWith('https:') || isLoopbackUrl(text),
  'must begin with https://, except on this machine itself',
);
const baseUrl = optional(providerUrl.transform((text) => text.replace(/\/+$/, '')));

const cidrs = z.string().transform((text, context) => {
  const items = list(text);
  for (const item of items) {
    if (!ipaddr.isValidCIDR(item) && !ipaddr.isValid(item)) {
      context.addIssue({ code: 'custom', message: `holds "${item}", which is not a CIDR range` });
    }
  }
  return items;
});

/** `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:5353`: by address, since a name would need a name server itself. */
function isNameServer(text: string): boolean {
  const [, address = text, port = '53'] =
    /^\[(.+)\]:(\d{1,5})$/.exec(text) ?? /^([^:]+):(\d{1,5})$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(port) >= 1 && Number(port) <= 65_535;
}

const nameServers = z.string().transform((text, context) => {
  const items = list(text);
  for (const item of items.filter((each) => !isNameServer(each))) {
    context.addIssue({
      code: 'custom',
      message: `holds "${item}", which is not an address such as 192.0.2.53 or 192.0.2.53:5353`,
    });
  }
  return items;
});

/** Every variable that Gatehouse reads. `.env.example` says the same in words, which a test compares. */
export const envSchema = z.object({
  NODE_ENV: optional(z.string()),
  DATABASE_URL: optional(postgresUrl),
  DATABASE_APP_URL: optional(postgresUrl),
  DATABASE_SYSTEM_URL: optional(postgresUrl),
  HOST: optional(z.string()).transform((host) => host ?? '127.0.0.1'),
  PORT: optional(
    z
      .string()
      .regex(/^\d{1,5}$/, 'is not a port number')
      .transform(Number)
      .refine((port) => port >= 1 && port <= 65_535, 'is not between 1 and 65535'),
  ).transform((port) => port ?? 3000),
  ROLES: optional(
    z.string().transform((text, context) => {
      const names = list(text);
      const unknown = names.find((name) => !(roles as readonly string[]).includes(name));
      if (unknown !== undefined || names.length === 0) {
        context.addIssue({
          code: 'custom',
          message: `may list ${roles.join(', ')}; it holds "${unknown ?? text}"`,
        });
      }
      return names as Role[];
    }),
  ).transform((names) => names ?? [...roles]),
  APP_URL: optional(url(['http:', 'https:'], 'https://console.example.com')),
  APP_SECRET: optional(
    z.string().min(32, 'needs at least 32 characters; make one with: openssl rand -base64 32'),
  ),
  APP_SECRET_PREVIOUS: optional(
    z
      .string()
      .transform(list)
      .refine(
        (secrets) => secrets.every((secret) => secret.length >= 32),
        'holds one of less than 32 characters: it takes whole secrets, separated by commas',
      ),
  ).transform((secrets) => secrets ?? []),
  GATEWAY_TOKENS: optional(
    z
      .string()
      .transform(list)
      .refine(
        (tokens) => tokens.length > 0 && tokens.every((token) => /^[!-+\--~]{32,}$/.test(token)),
        'needs tokens of at least 32 characters (visible ASCII), separated by commas',
      ),
  ),
  SMTP_URL: optional(url(['smtp:', 'smtps:'], 'smtp://user:password@host:587')),
  MAIL_FROM: optional(
    z
      .string()
      .regex(
        /^(?:[^<>"@,;\r\n]+ )?<?[^\s<>@,;]+@[^\s<>@,;]+>?$/,
        'is not a sender such as Gatehouse <no-reply@example.com>',
      ),
  ),
  INVITATION_MAILS_PER_MINUTE: optional(
    z
      .string()
      .regex(/^\d{1,5}$/, 'is not a number of mails')
      .transform(Number)
      .refine((count) => count >= 1, 'is not at least 1'),
  ).transform((count) => count ?? 300),
  REDIS_URL: optional(url(['redis:', 'rediss:'], 'redis://:password@host:6379')),
  GOOGLE_CLIENT_ID: optional(z.string()),
  GOOGLE_CLIENT_SECRET: optional(z.string()),
  // With its slash at the end where it has one: the provider's own spelling is compared.
  GOOGLE_ISSUER: optional(providerUrl).transform(
    (issuer) => issuer ?? 'https://accounts.google.com',
  ),
  GITHUB_CLIENT_ID: optional(z.string()),
  GITHUB_CLIENT_SECRET: optional(z.string()),
  GITHUB_URL: baseUrl,
  GITHUB_API_URL: baseUrl,
  TRUSTED_PROXIES: optional(cidrs).transform((ranges) => ranges ?? []),
  DNS_SERVERS: optional(nameServers).transform((servers) => servers ?? []),
  BREACHED_PASSWORDS_FILE: optional(z.string()),
  LOG_LEVEL: optional(
    z.enum(['debug', 'info', 'warn', 'error'], 'is not one of debug, info, warn, error'),
  ).transform((level) => level ?? 'info'),
  GATEHOUSE_DATA_DIR: optional(z.string()),
  GATEHOUSE_WEB_SOCKET: optional(z.string()),
});

type Parsed = z.infer<typeof envSchema>;
export type Env = Parsed & { APP_URL: string; MAIL_FROM: string };

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address is this machine's own, by its host alone. */
export function isLoopbackUrl(address: string): boolean {
  const { hostname } = new URL(address);
  return loopbackHosts.has(hostname) || hostname.endsWith('.localhost');
}

/**
 * Reads and checks the environment.
 * @throws EnvError for the first variable that is wrong or missing.
 */
export function loadEnv(source: Record<string, string | undefined>): Env {
  const result = envSchema.safeParse(source);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new EnvError(String(issue?.path[0]), issue?.message ?? 'is wrong');
  }
  const env = result.data;
  requireOtherPrevious(env);
  const appUrl = (env.APP_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '');
  if (new URL(appUrl).pathname !== '/') {
    throw new EnvError('APP_URL', 'may hold no path: Gatehouse serves from the root of its host');
  }
  if (!isLoopbackUrl(appUrl) && env.SMTP_URL === undefined) {
    throw new EnvError(
      'SMTP_URL',
      'is missing: with an APP_URL that others can reach, mail must have a way out',
    );
  }
  if (env.DATABASE_URL !== undefined || env.DATABASE_APP_URL !== undefined) {
    if (env.APP_SECRET === undefined)
      throw new EnvError(
        'APP_SECRET',
        'is missing: it is required with DATABASE_URL; make one with: openssl rand -base64 32',
      );
    if (env.GATEWAY_TOKENS === undefined)
      throw new EnvError(
        'GATEWAY_TOKENS',
        'is missing: it is required with DATABASE_URL; make one with: openssl rand -hex 32',
      );
  }
  if ((env.DATABASE_APP_URL === undefined) !== (env.DATABASE_SYSTEM_URL === undefined)) {
    const missing = env.DATABASE_APP_URL === undefined ? 'DATABASE_APP_URL' : 'DATABASE_SYSTEM_URL';
    throw new EnvError(missing, 'is missing: the two serving roles are set together');
  }
  requireBothOrNone(env, 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET');
  requireBothOrNone(env, 'GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET');
  return {
    ...env,
    APP_URL: appUrl,
    MAIL_FROM: env.MAIL_FROM ?? `Gatehouse <no-reply@${new URL(appUrl).hostname}>`,
  };
}

type ClientVariable = `${'GOOGLE' | 'GITHUB'}_CLIENT_${'ID' | 'SECRET'}`;

function requireBothOrNone(env: Parsed, id: ClientVariable, secret: ClientVariable): void {
  if ((env[id] === undefined) === (env[secret] === undefined)) return;
  const [missing, there] = env[id] === undefined ? [id, secret] : [secret, id];
  throw new EnvError(missing, `is missing: it goes with ${there}`);
}

/** The current secret among the previous ones is one that somebody forgot to change. */
function requireOtherPrevious({
  APP_SECRET,
  APP_SECRET_PREVIOUS,
}: Pick<Parsed, 'APP_SECRET' | 'APP_SECRET_PREVIOUS'>): void {
  if (APP_SECRET === undefined || !APP_SECRET_PREVIOUS.includes(APP_SECRET)) return;
  throw new EnvError(
    'APP_SECRET_PREVIOUS',
    'holds the present APP_SECRET: it takes only those before it',
  );
}

/** What a serving process needs, all of it present. */
export type ServingEnv = Env & {
  DATABASE_APP_URL: string;
  DATABASE_SYSTEM_URL: string;
  APP_SECRET: string;
  GATEWAY_TOKENS: string[];
};

/** @throws EnvError where the supervisor (or the operator of a single role) left something out. */
export function requireServingEnv(env: Env): ServingEnv {
  const { DATABASE_APP_URL, DATABASE_SYSTEM_URL, APP_SECRET, GATEWAY_TOKENS } = env;
  if (DATABASE_APP_URL === undefined) throw new EnvError('DATABASE_APP_URL', 'is missing');
  if (DATABASE_SYSTEM_URL === undefined) throw new EnvError('DATABASE_SYSTEM_URL', 'is missing');
  if (APP_SECRET === undefined) throw new EnvError('APP_SECRET', 'is missing');
  if (GATEWAY_TOKENS === undefined) throw new EnvError('GATEWAY_TOKENS', 'is missing');
  // Once more, since the secret of an embedded database is known only now.
  requireOtherPrevious(env);
  return { ...env, DATABASE_APP_URL, DATABASE_SYSTEM_URL, APP_SECRET, GATEWAY_TOKENS };
}

/** The environment of this process, checked. Read when first needed, never while a module loads. */
export function servingEnvOfProcess(): ServingEnv {
  return requireServingEnv(loadEnv(process.env));
}

/** next-auth takes its own address from this variable alone; without it it would believe `Host`, or be localhost. */
export function tellNextAuth(appUrl: string): void {
  process.env.NEXTAUTH_URL = appUrl;
}
