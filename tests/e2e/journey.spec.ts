import { randomUUID } from 'node:crypto';
import { linkIn, waitForMail } from '@/tests/support/mailbox';
import { expect, test } from './support/test';

const password = 'quiet-harbour-lantern-27';

test('a stranger goes from sign-up to a verified key, and revoking it ends it, in under three minutes', async ({
  page,
  stage,
  request,
}) => {
  test.setTimeout(180_000);
  const startedAt = performance.now();
  const email = `ada.${randomUUID().slice(0, 8)}@example.com`;

  await test.step('sign up', async () => {
    await page.goto('/sign-up');
    await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
    await page.getByLabel('Email', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
  });

  await test.step('confirm the address by the link of the mail', async () => {
    await expect(page.getByLabel('Code')).toBeVisible();
    const mail = await waitForMail(stage.mailFolder, email);
    await page.goto(linkIn(mail, '/verify-email'));
    await page.getByRole('button', { name: 'Confirm email address' }).click();
  });

  let groupId = '';
  await test.step('say what for, and name the organization', async () => {
    await expect(page).toHaveURL(/\/welcome/);
    await page.getByRole('radio', { name: /API access/ }).click();
    await page.getByLabel('Organization name').fill(`Analytical Engines ${email.slice(4, 12)}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
    groupId =
      (await page
        .getByText(/^[1-9]\d{18}$/)
        .first()
        .textContent()) ?? '';
    expect(groupId).toMatch(/^[1-9]\d{18}$/);
  });
  const overview = page.url();

  let secret = '';
  await test.step('create a key', async () => {
    await page.getByRole('link', { name: 'API keys' }).first().click();
    await page.getByRole('heading', { name: 'API keys', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Create key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('First key');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    secret = await dialog.getByLabel('Secret key').inputValue();
    expect(secret).toMatch(/^sk-api-[0-9A-Za-z]{49}$/);
    await dialog.getByRole('button', { name: 'I have saved it' }).click();
    await expect(page.getByRole('cell', { name: /First key/ }).first()).toBeVisible();
  });

  const verify = (body: object) =>
    request.post('/v1/keys/verify', {
      headers: { authorization: `Bearer ${stage.gatewayToken}` },
      data: body,
    });

  await test.step('a gateway gets its answer', async () => {
    const answer = await verify({ key: secret, groupId, service: 'text' });
    expect(answer.status()).toBe(200);
    expect(await answer.json()).toMatchObject({ valid: true, kind: 'general', groupId });
    console.log(
      `sign-up to a verified key: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
    );
  });

  await test.step('the pasted snippet works and ticks the checklist', async () => {
    const call = await request.post(`/v1/text/chatcompletion_v2?GroupId=${groupId}`, {
      headers: { authorization: `Bearer ${secret}` },
      data: { model: 'gatehouse-text-1', messages: [{ role: 'user', content: 'Hello' }] },
    });
    expect(call.status()).toBe(200);
    expect(await call.json()).toMatchObject({ base_resp: { status_code: 0 } });
    await expect(async () => {
      await page.goto(overview);
      await expect(page.getByText(/3 of 3/).first()).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 15_000 });
  });

  await test.step('the secret is not to be had again', async () => {
    await page.goto(`${overview}/api-keys`);
    expect(await page.content()).not.toContain(secret);
    const stored = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    );
    expect(stored).not.toContain(secret);
  });

  await test.step('revoke it, and within a second no gateway takes it', async () => {
    await page.getByRole('button', { name: /^Actions for First key/ }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Revoke/ })
      .click();
    await expect(page.getByText('Revoked').first()).toBeVisible();
    await page.waitForTimeout(1000);
    expect(await (await verify({ key: secret, groupId })).json()).toEqual({
      valid: false,
      code: 'invalid-key',
      statusCode: 2049,
      message: 'invalid api key',
    });
  });
});
