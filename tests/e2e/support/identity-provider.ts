import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIdentityProvider, readRedirect } from '@/tests/support/identity-provider';

type Provider = Awaited<ReturnType<typeof createIdentityProvider>>;

/**
 * An identity provider on this machine that signs in whoever comes, and sends them back as a browser is sent back: by a form
 * that posts itself to another site. `answering.making` says what it says of them.
 */
export async function startIdentityProvider(entityId: string, now = new Date()) {
  const idp = await createIdentityProvider(entityId, now);
  const answering: { making: Parameters<Provider['answer']>[2] } = { making: {} };
  const server = createServer((request, response) => {
    const asked = readRedirect(`http://idp.test${request.url}`);
    // Each assertion is another, as a provider's are: the same one twice is a replay.
    const assertion = { id: `_${randomUUID()}`, ...answering.making?.assertion };
    const making = { ...answering.making, assertion };
    void idp.answer(asked, new Date(), making).then((samlResponse) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<form method="post" action="${asked.acsUrl}">
        <input type="hidden" name="SAMLResponse" value="${samlResponse}">
        <input type="hidden" name="RelayState" value="${asked.relayState}"></form>
        <script>document.forms[0].submit()</script>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...idp,
    answering,
    metadata: (keys: Parameters<Provider['metadata']>[0] = [idp.key]) =>
      idp.metadata(keys).replace('https://idp.test/sign-in', `http://127.0.0.1:${port}/sign-in`),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
