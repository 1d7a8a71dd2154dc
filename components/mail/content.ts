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
  /** Where such mails can be turned off, for those that can. */
  manage?: { label: string; link: string };
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

/**
 * What somebody else typed (a name, an organization's) in the words of a mail: short, on one line, and with a break after
 * each sign that would let a mail program make a link of it.
 */
export function unlinked(text: string, maxLength = 80): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const short = Array.from(plain).slice(0, maxLength).join('');
  return short.replace(/(?<=\S)([.:/@\\])(?=\S)/gu, '$1\u200b');
}

/** "45 minutes", "1 hour", "24 hours". */
export function inWords(minutes: number): string {
  const [count, unit] =
    minutes >= 60 && minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The plain-text half, at lines that programs wrap themselves, links on lines of their own. */
export function mailText(content: MailContent): string {
  const { action, code, secondary, manage } = content;
  return [
    content.heading,
    ...content.paragraphs,
    action && `${action.label}:\n${action.link}`,
    code && `${code.label}:\n${code.value}`,
    content.facts?.map(({ term, value }) => `${term}: ${value}`).join('\n'),
    secondary && `${secondary.text} ${secondary.label}:\n${secondary.link}`,
    `--\n${content.reason}${manage ? `\n${manage.label}: ${manage.link}` : ''}\nGatehouse`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
