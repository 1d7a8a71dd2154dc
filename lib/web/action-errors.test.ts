import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AppError } from '@/lib/kernel/errors';
import { createLogger } from '@/lib/platform/log';
import { HasherBusy } from '@/lib/platform/password-hasher';
import { failedState, fieldErrorsOf } from './action-errors';

const lines: string[] = [];
const log = createLogger({
  role: 'test',
  level: 'info',
  destination: new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  }),
});

describe('failedState', () => {
  it('shows a refusal of ours without a number to quote, and keeps its detail', () => {
    const state = failedState(new AppError('conflict', 'Taken.', { detail: 'row 7' }), 'r1', log);
    expect(state).toEqual({
      status: 'error',
      code: 'conflict',
      message: 'Taken.',
      fieldErrors: {},
    });
  });

  it('turns anything else into one sentence without a stack, and logs the cause under the request', () => {
    const state = failedState(new Error('SELECT broke at line 3'), 'r2', log);
    expect(JSON.stringify(state)).not.toContain('SELECT');
    expect(state).toMatchObject({ code: 'internal', requestId: 'r2' });
    expect(lines.join('')).toContain('SELECT broke');
    expect(lines.join('')).toContain('"requestId":"r2"');
  });

  it('says when it is worth trying again', () => {
    expect(failedState(new HasherBusy(), 'r3', log)).toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 5,
    });
    const unreachable = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(failedState(unreachable, 'r4', log)).toMatchObject({ code: 'unavailable' });
  });
});

it('fieldErrorsOf gathers messages by field', () => {
  const result = z
    .object({ name: z.string(), limits: z.object({ rate: z.number() }) })
    .safeParse({ limits: {} });
  expect(Object.keys(fieldErrorsOf(result.error!))).toEqual(['name', 'limits.rate']);
});
