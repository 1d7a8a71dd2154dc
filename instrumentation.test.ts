import { Writable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { createLogger } from '@/lib/platform/log';
import { onRequestError } from './instrumentation';

const slot = Symbol.for('gatehouse.web.deps');
const lines: string[] = [];
const log = createLogger({
  role: 'web',
  level: 'info',
  destination: new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  }),
});

afterEach(() => {
  vi.unstubAllEnvs();
  lines.length = 0;
});

/** A failure of a page, as Next tells of it, in a web process that has its parts. */
async function report(runtime: string): Promise<void> {
  vi.stubEnv('NEXT_RUNTIME', runtime);
  Object.assign(globalThis, { [slot]: { log } });
  await onRequestError(
    Object.assign(new Error('the page of sk-api-0123456789abcdef failed'), { digest: '42' }),
    {
      path: '/orgs/acme/api-keys?token=secret',
      method: 'GET',
      headers: { 'x-request-id': 'request-1', cookie: 'session=secret' },
    },
    {
      routerKind: 'App Router',
      routePath: '/orgs/[orgSlug]/api-keys',
      routeType: 'render',
      renderSource: 'react-server-components',
      revalidateReason: undefined,
    },
  );
}

test('a page that failed is one line, with the number that its reader sees and the id of the request', async () => {
  await report('nodejs');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    role: 'web',
    msg: 'a page failed',
    digest: '42',
    requestId: 'request-1',
    method: 'GET',
    route: '/orgs/[orgSlug]/api-keys',
    err: { message: 'the page of sk-api-[redacted] failed' },
  });
  expect(lines[0]).not.toContain('secret');
});

test('at the edge, where nothing of ours runs, nothing is said', async () => {
  await report('edge');
  expect(lines).toEqual([]);
});
