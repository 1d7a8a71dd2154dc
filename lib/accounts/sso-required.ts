import { domainOf } from '@/lib/kernel/email-address';
import { AppError } from '@/lib/kernel/errors';
import type { SystemSql } from '@/lib/platform/db';
import { isSsoAddress } from './sso-domain-repository';

/** For whatever an address cannot be used for whose domain signs in by an identity provider alone. */
export function ssoRequired(email: string): AppError {
  return new AppError('sso-required', `${domainOf(email)} signs in by single sign-on.`);
}

/** @throws AppError `sso-required`, by the domain of the address alone. */
export async function requireNoSsoAddress(sql: SystemSql, email: string): Promise<void> {
  if (await isSsoAddress(sql, email)) throw ssoRequired(email);
}
