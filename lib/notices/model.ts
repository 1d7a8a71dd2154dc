/** Mails that a person can turn off, by category. One more line here is one more switch on the page; all begin on. */
export const notificationCategories = {
  'api-keys': {
    title: 'API keys',
    description:
      'Somebody else disables, enables or revokes a key of yours or hands one over to you, or it stops or works again because your rights changed.',
  },
  organizations: {
    title: 'Organizations',
    description:
      'You are added to an organization or removed from one, your role changes, or invitations are handed over to you.',
  },
} as const satisfies Record<string, { title: string; description: string }>;

export type NotificationCategory = keyof typeof notificationCategories;

export const notificationCategoryNames = Object.keys(notificationCategories) as [
  NotificationCategory,
  ...NotificationCategory[],
];

/** Mails that are always sent: whoever took over an account must not be able to silence them. */
export const securityNotices = [
  { title: 'Password', description: 'It is changed, reset, or taken away to secure your account.' },
  {
    title: 'Two-factor authentication',
    description: 'It is turned on, moved or turned off, or recovery codes are made or used.',
  },
  { title: 'Sign-in methods', description: 'A way to sign in is linked or unlinked.' },
  {
    title: 'New device',
    description: 'Somebody signs in from a browser that we have not seen before.',
  },
  {
    title: 'Sessions',
    description:
      'A session of yours is signed out from another one, or all are since you were removed from an organization.',
  },
  {
    title: 'Email address',
    description: 'A change is asked for, confirmed or undone; the old address hears of it too.',
  },
] as const;

export type NotificationPreferences = Record<NotificationCategory, boolean>;
