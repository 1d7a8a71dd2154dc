/** What a mail says, before it has a look: from it come the HTML and the plain text, which cannot differ. */
export type MailContent = {
  /** Fixed words only: nothing that a person typed may reach a header. */
  subject: string;
  /** The line that inboxes show beside the subject. */
  preview: string;
  heading: string;
  paragraphs: readonly string[];
  action?: { label: string; link: string };
  /** To be typed instead of following the link. */
  code?: { label: string; value: string };
  facts?: readonly { term: string; value: string }[];
  secondary?: { text: string; label: string; link: string };
  /** Why this mail came, and what to do if it should not have. */
  reason: string;
};

/**
 * "Hello Ada," or, for a name that a mail program might turn into a link or that is too long for
 * one, just "Hello,". Anyone can sign up with another's address and a name of their choosing, and
 * the mail would carry it there under our name.
 */
export function greeting(name: string): string {
  const plain = name.replace(/\s+/gu, ' ').trim();
  const risky = /\S[.:/@\\]\S|www|http/iu.test(plain) || /[\p{Cc}\p{Cf}]/u.test(name);
  return plain === '' || plain.length > 64 || risky ? 'Hello,' : `Hello ${plain},`;
}

/** "45 minutes", "1 hour", "24 hours". */
export function inWords(minutes: number): string {
  const [count, unit] =
    minutes >= 60 && minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The plain-text half, at lines that programs wrap themselves, links on lines of their own. */
export function mailText(content: MailContent): string {
  const { action, code, secondary } = content;
  return [
    content.heading,
    ...content.paragraphs,
    action && `${action.label}:\n${action.link}`,
    code && `${code.label}:\n${code.value}`,
    content.facts?.map(({ term, value }) => `${term}: ${value}`).join('\n'),
    secondary && `${secondary.text} ${secondary.label}:\n${secondary.link}`,
    `--\n${content.reason}\nGatehouse`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
