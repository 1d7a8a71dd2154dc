import type { Config } from '@/lib/platform/deps';

export type ServiceProviderAddresses = {
  /** Which is also where its metadata is (SAML metadata 2.0, section 4.1.1). */
  entityId: string;
  acsUrl: string;
  loginUrl: string;
};

/** What an identity provider has to know of us: of each connection another. */
export function serviceProviderAddresses(
  { appUrl }: Pick<Config, 'appUrl'>,
  connectionId: string,
): ServiceProviderAddresses {
  const base = `${appUrl}/api/sso/saml/${connectionId}`;
  return { entityId: `${base}/metadata`, acsUrl: `${base}/acs`, loginUrl: `${base}/login` };
}
