import { describe, expect, it } from 'vitest';
import { loadEnv, requireServingEnv } from './env';

const secrets = { APP_SECRET: 's'.repeat(32), GATEWAY_TOKENS: 't'.repeat(32) };

describe('loadEnv', () => {
  it('needs nothing', () => {
    expect(loadEnv({})).toMatchObject({
      APP_URL: 'http://localhost:3000',
      HOST: '127.0.0.1',
      PORT: 3000,
      ROLES: ['data-plane', 'web', 'worker'],
      MAIL_FROM: 'Gatehouse <no-reply@localhost>',
      TRUSTED_PROXIES: [],
      APP_SECRET_PREVIOUS: [],
    });
  });

  it('takes several previous secrets, the newest first', () => {
    const previous = ['p'.repeat(32), 'q'.repeat(44)];
    const env = loadEnv({ ...secrets, APP_SECRET_PREVIOUS: ` ${previous.join(' , ')} ` });
    expect(env.APP_SECRET_PREVIOUS).toEqual(previous);
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadEnv({ PORT: '', SMTP_URL: '' })).toMatchObject({ PORT: 3000, SMTP_URL: undefined });
  });

  it('makes the address of this machine with the port', () => {
    expect(loadEnv({ PORT: '4000' }).APP_URL).toBe('http://localhost:4000');
  });

  it.each([
    [{ PORT: 'http' }, 'PORT is not a port number'],
    [{ PORT: '70000' }, 'PORT is not between 1 and 65535'],
    [{ ROLES: 'web,mail' }, 'ROLES may list data-plane, web, worker; it holds "mail"'],
    [{ ROLES: ',' }, 'ROLES may list data-plane, web, worker; it holds ","'],
    [{ APP_URL: 'console.example.com' }, 'APP_URL is not an address such as'],
    [{ APP_URL: 'http://localhost:3000/console' }, 'APP_URL may hold no path'],
    [{ APP_URL: 'https://console.example.com' }, 'SMTP_URL is missing'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL is not an address such as postgresql://'],
    [{ DATABASE_URL: 'postgresql://x/y' }, 'APP_SECRET is missing'],
    [
      { DATABASE_URL: 'postgresql://x/y', APP_SECRET: secrets.APP_SECRET },
      'GATEWAY_TOKENS is missing',
    ],
    [{ DATABASE_APP_URL: 'postgresql://x/y', ...secrets }, 'DATABASE_SYSTEM_URL is missing'],
    [{ APP_SECRET: 'short' }, 'APP_SECRET needs at least 32 characters'],
    [{ APP_SECRET_PREVIOUS: 'short' }, 'APP_SECRET_PREVIOUS holds one of less than 32 characters'],
    [
      { APP_SECRET_PREVIOUS: `${'p'.repeat(32)},short` },
      'APP_SECRET_PREVIOUS holds one of less than 32 characters',
    ],
    [
      { ...secrets, APP_SECRET_PREVIOUS: `${'p'.repeat(32)}, ${secrets.APP_SECRET}` },
      'APP_SECRET_PREVIOUS holds the present APP_SECRET',
    ],
    [{ GATEWAY_TOKENS: 'short' }, 'GATEWAY_TOKENS needs tokens of at least 32 characters'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM is not a sender'],
    [{ MAIL_FROM: 'A <a@b.test>\r\nBcc: x@y.test' }, 'MAIL_FROM is not a sender'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8,proxy' }, 'TRUSTED_PROXIES holds "proxy"'],
    [{ GOOGLE_CLIENT_ID: 'x' }, 'GOOGLE_CLIENT_SECRET is missing: it goes with GOOGLE_CLIENT_ID'],
    [{ GOOGLE_CLIENT_SECRET: 'x' }, 'GOOGLE_CLIENT_ID is missing'],
    [{ GITHUB_CLIENT_ID: 'x' }, 'GITHUB_CLIENT_SECRET is missing'],
    [{ GITHUB_CLIENT_SECRET: 'x' }, 'GITHUB_CLIENT_ID is missing'],
    [{ GOOGLE_ISSUER: 'accounts.google.com' }, 'GOOGLE_ISSUER is not an address such as https://'],
    [{ GOOGLE_ISSUER: 'http://id.example.com' }, 'GOOGLE_ISSUER must begin with https://'],
    [{ GITHUB_URL: 'http://github.example.com' }, 'GITHUB_URL must begin with https://'],
    [{ GITHUB_API_URL: 'ftp://x' }, 'GITHUB_API_URL is not an address such as https://'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is not one of'],
  ])('refuses %j in one line that names the variable', (source, message) => {
    expect(() => loadEnv(source)).toThrow(message);
    expect(() => loadEnv(source)).not.toThrow(/\n/);
  });
});

describe('requireServingEnv', () => {
  it('names what is missing', () => {
    expect(() => requireServingEnv(loadEnv({}))).toThrow('DATABASE_APP_URL is missing');
  });

  it('refuses a previous secret that the data folder holds as the present one', () => {
    const env = loadEnv({
      ...{ DATABASE_APP_URL: 'postgresql://x/y', DATABASE_SYSTEM_URL: 'postgresql://x/y' },
      ...{ ...secrets, APP_SECRET_PREVIOUS: 'p'.repeat(32) },
    });
    expect(requireServingEnv(env).APP_SECRET).toBe(secrets.APP_SECRET);
    expect(() => requireServingEnv({ ...env, APP_SECRET: 'p'.repeat(32) })).toThrow(
      'APP_SECRET_PREVIOUS holds the present APP_SECRET',
    );
  });
});
