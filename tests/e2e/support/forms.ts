import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { ReceivedMail } from '@/tests/support/mailbox';

export const goodPassword = 'seven copper lanterns drift';
export const otherPassword = 'velvet anchor mosaic thunder';

/** An address that no other test uses. */
export function freshEmail(name: string): string {
  return `${name}.${randomBytes(4).toString('hex')}@example.com`;
}

/** Fills in fields by their labels, and presses a button. */
export async function fillIn(
  page: Page,
  values: Record<string, string>,
  button: string,
): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByRole('button', { name: button, exact: true }).click();
}

/** Fills in the sign-up page, and waits for the page that asks for the code. */
export async function signUp(page: Page, email: string, name = 'Nora Newcomer'): Promise<void> {
  await page.goto('/sign-up');
  await fillIn(page, { Name: name, Email: email, Password: goodPassword }, 'Create account');
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
}

/** The code in a mail of sign-up: eight characters of Crockford's base 32 on a line of their own. */
export function codeIn({ mail }: ReceivedMail): string {
  const code = mail.text?.match(/^\s*([0-9A-HJKMNP-TV-Z]{8})\s*$/m)?.[1];
  if (code === undefined) throw new Error(`no code in "${mail.subject ?? ''}"`);
  return code;
}
