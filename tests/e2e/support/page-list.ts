import type { World } from './world';

/** Every page that a visitor can open. */
export const visitorPages = [
  '/sign-up',
  '/sign-in',
  '/sign-in/sso',
  '/sign-in/break-glass',
  '/forgot-password',
  '/reset-password?token=unknown',
  '/not-me?token=unknown',
  '/invitations?token=unknown',
  '/verify-email?token=unknown',
  '/verify-email',
  '/confirm-email?token=unknown',
  '/undo-email-change?token=unknown',
  '/no-such-page',
];

/** Every page of a member, in an organization that has something to show. */
export function memberPages({ slug, teamId }: World, keyId: string): string[] {
  return [
    '/welcome',
    `/orgs/${slug}`,
    `/orgs/${slug}/api-keys`,
    `/orgs/${slug}/api-keys?q=nothing-matches`,
    `/orgs/${slug}/api-keys/${keyId}`,
    `/orgs/${slug}/members`,
    `/orgs/${slug}/members/invitations`,
    `/orgs/${slug}/members/invitations/import`,
    `/orgs/${slug}/teams`,
    `/orgs/${slug}/teams?state=archived`,
    `/orgs/${slug}/teams/${teamId}`,
    `/orgs/${slug}/audit-log`,
    `/orgs/${slug}/audit-log/exports`,
    `/orgs/${slug}/settings`,
    `/orgs/${slug}/settings/security`,
    `/orgs/${slug}/settings/access-methods`,
    `/orgs/${slug}/settings/access-methods/compliance`,
    `/orgs/${slug}/settings/access-methods/compliance?q=nothing-matches`,
    `/orgs/${slug}/settings/domains`,
    `/orgs/${slug}/settings/sso`,
    `/orgs/${slug}/settings/sso/break-glass`,
    '/account/profile',
    '/account/security',
    '/account/sessions',
    '/account/activity',
    '/account/activity?outcome=refused',
    '/account/notifications',
    '/account/organizations',
  ];
}
