import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import PostalMime, { type Email } from 'postal-mime';

export type ReceivedMail = { recipients: string[]; mail: Email; raw: string };

/** Every mail that tests/support/smtp-server.ts took for an address, oldest first. */
export async function mailsTo(folder: string, address: string): Promise<ReceivedMail[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  const found: ReceivedMail[] = [];
  for (const name of names.sort()) {
    const envelope = path.join(folder, name.replace(/\.eml$/, '.envelope.json'));
    const recipients = JSON.parse(readFileSync(envelope, 'utf8')) as string[];
    if (!recipients.includes(address)) continue;
    const raw = readFileSync(path.join(folder, name), 'utf8');
    found.push({ recipients, mail: await PostalMime.parse(raw), raw });
  }
  return found;
}

/** Waits for the `nth` mail to an address, counting from 1. */
export async function waitForMail(folder: string, address: string, nth = 1): Promise<ReceivedMail> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const mail = (await mailsTo(folder, address))[nth - 1];
    if (mail) return mail;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail number ${nth} to ${address} within 30 s`);
}

/** Waits for a mail to an address with such a link: of several that are sent at once any may come first. */
export async function waitForMailWithLink(
  folder: string,
  address: string,
  pathPrefix: string,
): Promise<ReceivedMail> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const mails = await mailsTo(folder, address);
    const mail = mails.find((each) => linksIn(each, pathPrefix).length > 0);
    if (mail) return mail;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail to ${address} with a link to ${pathPrefix} within 30 s`);
}

function linksIn({ mail }: ReceivedMail, pathPrefix: string): string[] {
  const links = mail.text?.match(/https?:\/\/[^\s<>"\])]+/g) ?? [];
  return links.filter((candidate) => new URL(candidate).pathname.startsWith(pathPrefix));
}

/** The first link in a mail's text whose path begins as asked. */
export function linkIn(received: ReceivedMail, pathPrefix: string): string {
  const [link] = linksIn(received, pathPrefix);
  if (link === undefined) {
    throw new Error(`no link to ${pathPrefix} in "${received.mail.subject ?? ''}"`);
  }
  return link;
}
