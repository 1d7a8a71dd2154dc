import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { Provider } from '@/lib/identities/model';
import type { GithubSettings, GoogleSettings, OAuthSettings } from '@/lib/platform/oauth-settings';

type Profile = Record<string, unknown>;

/** A provider as next-auth takes it; null for one that is not set up. */
export function nextAuthProvider(
  oauth: OAuthSettings,
  provider: Provider,
): OAuthConfig<Profile> | null {
  if (provider === 'google') return oauth.google && google(oauth.google);
  return oauth.github && github(oauth.github);
}

/** next-auth's own asks for no nonce and looks at no address; and any OpenID provider may stand here. */
function google({ clientId, clientSecret, issuer }: GoogleSettings): OAuthConfig<Profile> {
  return {
    id: 'google',
    name: 'Google',
    type: 'oauth',
    clientId,
    clientSecret,
    wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid email profile' } },
    userinfo: {
      // Google's ID tokens say all that we ask; others leave the address to this request. The library has it answered
      // for the very subject of the token.
      async request({ client, tokens }) {
        const claims = (tokens as { claims(): Profile }).claims();
        if (claims.email !== undefined) return asProfile(claims);
        const more = await client.userinfo<Profile>(String(tokens.access_token));
        return asProfile({ ...more, ...claims });
      },
    },
    profile: ({ sub }) => ({ id: String(sub) }),
  };
}

/** next-auth's own is without PKCE, is bound to api.github.com, and takes addresses that nobody has verified. */
function github({ clientId, clientSecret, url, apiUrl }: GithubSettings): OAuthConfig<Profile> {
  const base = `${url}/login/oauth`;
  return {
    id: 'github',
    name: 'GitHub',
    type: 'oauth',
    clientId,
    clientSecret,
    client: { token_endpoint_auth_method: 'client_secret_post' },
    // GitHub names itself so on the way back (RFC 9207), which the library compares.
    issuer: base,
    checks: ['pkce', 'state'],
    authorization: { url: `${base}/authorize`, params: { scope: 'read:user user:email' } },
    token: `${base}/access_token`,
    userinfo: {
      async request({ tokens }) {
        const token = String(tokens.access_token);
        const [user, emails] = await Promise.all([
          askGithub(`${apiUrl}/user`, token),
          askGithub(`${apiUrl}/user/emails`, token),
        ]);
        return asProfile({ user, emails });
      },
    },
    // next-auth wants an id and does nothing with it; who it is is decided in lib/identities/claims.ts.
    profile: () => ({ id: 'github' }),
  };
}

/** The token serves these two requests and is forgotten. */
async function askGithub(address: string, token: string): Promise<unknown> {
  const response = await fetch(address, {
    headers: { Accept: 'application/vnd.github+json', Authorization: `Bearer ${token}` },
    redirect: 'error',
    cache: 'no-store',
    signal: AbortSignal.timeout(8_000),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
  return response.json();
}

/** next-auth types what a provider says as its own profile; what is in it is decided later (lib/identities/claims.ts). */
function asProfile(claims: Profile): never {
  return claims as never;
}
