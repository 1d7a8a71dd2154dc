import { deriveKey } from './crypto';
import type { ServingEnv } from './env';

type Client = { clientId: string; clientSecret: string };

/** Google, or any OpenID provider in its place. */
export type GoogleSettings = Client & { issuer: string };
/** github.com, or a GitHub Enterprise Server. Without slashes at the end. */
export type GithubSettings = Client & { url: string; apiUrl: string };

/** With whom people can sign in; null for a provider that the operator did not set up. */
export type OAuthSettings = {
  google: GoogleSettings | null;
  github: GithubSettings | null;
  /** Encrypts the cookies that a handshake leaves in the browser. */
  cookieSecret: string;
};

/** Within what each provider's subjects are unique; null for one that is not set up. */
export function issuersIn({ google, github }: OAuthSettings): {
  google: string | null;
  github: string | null;
} {
  return { google: google?.issuer ?? null, github: github?.url ?? null };
}

export function oauthSettings(
  env: Pick<
    ServingEnv,
    | 'APP_SECRET'
    | 'GOOGLE_CLIENT_ID'
    | 'GOOGLE_CLIENT_SECRET'
    | 'GOOGLE_ISSUER'
    | 'GITHUB_CLIENT_ID'
    | 'GITHUB_CLIENT_SECRET'
    | 'GITHUB_URL'
    | 'GITHUB_API_URL'
  >,
): OAuthSettings {
  const google = clientOf(env.GOOGLE_CLIENT_ID, env.GOOGLE_CLIENT_SECRET);
  const github = clientOf(env.GITHUB_CLIENT_ID, env.GITHUB_CLIENT_SECRET);
  return {
    google: google && { ...google, issuer: env.GOOGLE_ISSUER },
    github: github && {
      ...github,
      url: env.GITHUB_URL ?? 'https://github.com',
      apiUrl: env.GITHUB_API_URL ?? apiOf(env.GITHUB_URL),
    },
    cookieSecret: Buffer.from(deriveKey(env.APP_SECRET, 'oauth')).toString('base64url'),
  };
}

function clientOf(clientId: string | undefined, clientSecret: string | undefined): Client | null {
  return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}

/** GitHub Enterprise Server answers REST under its own address. */
function apiOf(url: string | undefined): string {
  return url === undefined || url === 'https://github.com'
    ? 'https://api.github.com'
    : `${url}/api/v3`;
}
