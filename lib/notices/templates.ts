/** Every mail that Gatehouse sends, with the data that its template needs. Rendered by components/mail. */
export type MailTemplate =
  | {
      template: 'invitation';
      /** Of the invited person, where the inviter said it. */
      name: string | null;
      organization: string;
      by: string;
      role: string;
      message: string | null;
      link: string;
      expiresAt: string;
    }
  | {
      template: 'verify-email';
      name: string;
      link: string;
      code: string;
      expiresInMinutes: number;
      codeExpiresInMinutes: number;
    }
  | {
      template: 'reset-password';
      /** Why there is a link: the person asked, or the password was taken away to secure the account. */
      because: 'asked' | 'account-secured';
      name: string;
      link: string;
      expiresInMinutes: number;
    }
  | {
      template: 'account-exists';
      /** What somebody tried to use the address for. */
      asked: 'sign-up' | 'email-change';
      /** The address is no account's now, but kept for the one that had it until lately. */
      isKept: boolean;
      signInLink: string;
      resetLink: string;
    }
  | {
      template: 'confirm-email-change';
      name: string;
      link: string;
      code: string;
      expiresInMinutes: number;
      codeExpiresInMinutes: number;
    }
  | {
      template: 'email-change-requested';
      name: string;
      newEmail: string;
      at: string;
      device: string;
      resetLink: string;
    }
  | {
      template: 'email-changed';
      name: string;
      newEmail: string;
      at: string;
      device: string;
      undoLink: string;
      undoDays: number;
    }
  | {
      template: 'email-change-done';
      name: string;
      at: string;
      device: string;
      signInLink: string;
    }
  | {
      template: 'email-change-undone';
      name: string;
      /** Whether it goes to the address that is back, or to the one that signs in no longer. */
      isBack: boolean;
      at: string;
      device: string;
      signInLink: string;
    }
  | {
      template: 'password-changed';
      name: string;
      /** In the person's own time zone, ready to be read. */
      at: string;
      device: string;
      resetLink: string;
    }
  | {
      template: 'new-device';
      name: string;
      at: string;
      device: string;
      ip: string;
      method: string;
      /** "This wasn't me". */
      link: string;
      expiresInDays: number;
      /** Whether further ones of this day go without a mail. */
      isLastOfDay: boolean;
    }
  | (NoticeFacts & {
      template: 'api-key-changed';
      change: 'disabled' | 'enabled' | 'revoked';
      key: KeyMention;
      at: string;
      link: string;
    })
  | (NoticeFacts & {
      template: 'membership-changed';
      /** In words; `roleBefore` is null for who is new. */
      role: string;
      roleBefore: string | null;
      suspended: KeyMention[];
      resumed: KeyMention[];
      at: string;
      link: string;
    })
  | (NoticeFacts & {
      template: 'team-keys-changed';
      team: string;
      /** What happened to the team, or to the person in it. */
      change: 'archived' | 'joined' | 'left';
      revoked: KeyMention[];
      moved: KeyMention[];
      /** The team that they are in now; null where none moved. */
      movedTo: string | null;
      suspended: KeyMention[];
      resumed: KeyMention[];
      at: string;
      link: string;
    })
  | (NoticeFacts & {
      template: 'api-keys-settled';
      role: string;
      suspended: KeyMention[];
      resumed: KeyMention[];
      at: string;
      link: string;
    })
  | (NoticeFacts & {
      template: 'membership-ended';
      /** Whether it ended their sessions. */
      signedOut: boolean;
      revoked: KeyMention[];
      handedOver: KeyMention[];
      at: string;
      link: string;
    })
  | (NoticeFacts & {
      template: 'handed-over';
      /** Whose it was, and how that person went. */
      from: string;
      change: 'removed' | 'left';
      keys: KeyMention[];
      /** How many invitations the reader answers for now. */
      invitations: number;
      at: string;
      link: string;
    })
  | {
      template: 'organization-deletion';
      change: 'requested' | 'kept' | 'erased';
      name: string;
      organization: string;
      /** Who did it; null for the end, which comes by itself. */
      by: string | null;
      at: string;
      /** Until when it can be kept; null where there is nothing to keep, or no need. */
      until: string | null;
      link: string;
    }
  | {
      template: 'domain-record';
      /** Gone for the first time, or for so long that what it proved has ended. */
      change: 'failing' | 'lapsed';
      name: string;
      organization: string;
      domain: string;
      /** Whether its addresses have to sign in by single sign-on, or had to until then. */
      requiresSso: boolean;
      recordName: string;
      recordValue: string;
      /** When it ends if nothing is done; null once it has. */
      until: string | null;
      link: string;
    }
  | {
      template: 'break-glass-used';
      name: string;
      organization: string;
      /** The Admin who came, by name and address. */
      by: string;
      byEmail: string;
      at: string;
      device: string;
      ip: string | null;
      link: string;
    }
  | {
      template: 'sso-certificate-ending';
      change: 'ending' | 'ended';
      name: string;
      organization: string;
      connection: string;
      /** Of the certificate. */
      subject: string;
      fingerprint: string;
      endsAt: string;
      /** Whether the connection knows another certificate, which lasts longer. */
      hasOther: boolean;
      link: string;
    }
  | {
      template: 'access-reminder';
      name: string;
      organization: string;
      /** The Admin who asked. */
      by: string;
      /** What is asked, at least one thing. Instants and methods are in words. */
      debts: (
        | { kind: 'second-factor'; dueAt: string; isOverdue: boolean }
        | { kind: 'method'; methods: string[]; isSsoAlone: boolean }
        | { kind: 'single-sign-on'; domain: string }
      )[];
      /** Whether all that is left to do is to sign in by single sign-on. */
      bySso: boolean;
      /** Where it is done. */
      link: string;
    }
  | {
      template: 'sessions-revoked';
      name: string;
      /** The browser that was signed out; null for all others. */
      ended: string | null;
      at: string;
      /** The browser that did it. */
      device: string;
      resetLink: string;
    }
  | {
      template: 'mfa-changed';
      change: MfaChange;
      name: string;
      at: string;
      device: string;
      /** Unused recovery codes, where the change is about them. */
      codesLeft: number;
      resetLink: string;
    }
  | {
      template: 'identity-changed';
      change: IdentityChange;
      /** "Google" */
      provider: string;
      name: string;
      at: string;
      device: string;
      /** Secures the account, for whoever linked nothing. */
      notMeLink?: string;
      resetLink: string;
    };

export type IdentityChange = 'linked' | 'unlinked';
/** What every mail of choice says besides its own. */
export type NoticeFacts = {
  name: string;
  organization: string;
  /** Who did it. */
  by: string;
  /** Where to turn such mails off. */
  settingsLink: string;
};

/** Of a key a mail tells no more than this. */
type KeyMention = { name: string; hint: string };

export type MfaChange =
  'turned-on' | 'replaced' | 'turned-off' | 'reset' | 'codes-replaced' | 'code-used';

export type RenderedMail = { subject: string; html: string; text: string };

/** Turns a template into a mail; passed in by the roles' entry files, since lib may not import components. */
export type RenderMail = (mail: MailTemplate) => Promise<RenderedMail>;
