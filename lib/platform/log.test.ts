import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, redactText } from './log';

function capture() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { log: createLogger({ role: 'test', level: 'debug', destination }), lines };
}

const canary = 'sk-api-CANARYcanaryCANARYcanaryCANARYcanaryCANARY123';

describe('the log', () => {
  it('is one JSON object a line, with time, role and level by name', () => {
    const { log, lines } = capture();
    log.info({ requestId: 'r1' }, 'hello');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      role: 'test',
      level: 'info',
      requestId: 'r1',
      msg: 'hello',
    });
  });

  it.each(['password', 'token', 'secret', 'authorization', 'cookie', 'key', 'code'])(
    'hides a field called %s, at the top and one level down',
    (field) => {
      const { log, lines } = capture();
      log.info({ [field]: 'CANARY', request: { [field]: 'CANARY' } }, 'x');
      expect(lines.join('')).not.toContain('CANARY');
    },
  );

  it('hides keys, links and passwords of addresses inside messages and errors', () => {
    const { log, lines } = capture();
    log.warn(`refused ${canary}`);
    log.error(
      {
        err: new Error(
          `connect postgresql://owner:CANARY@db/x with Bearer CANARY at /v?token=CANARY ${canary}`,
        ),
      },
      'x',
    );
    expect(lines.join('')).not.toContain('CANARY');
    expect(lines.join('')).toContain('postgresql://owner:[redacted]@db/x');
  });
});

it('redactText leaves what is no secret', () => {
  expect(redactText('GET /orgs/acme/api-keys 200')).toBe('GET /orgs/acme/api-keys 200');
});
