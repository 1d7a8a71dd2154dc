import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainVerifyRequest, readVerifyRequest, verifySchema } from './schema';

const names = ['key', 'groupId', 'service', 'model', 'ip', 'groupID', '__proto__', 'constructor'];
/** As it comes from the network: through JSON, so that `__proto__` is a field like any other. */
const body = fc
  .oneof(
    fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof({ weight: 4, arbitrary: fc.string() }, fc.jsonValue()),
    ),
    fc.jsonValue(),
  )
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

describe('the body of a verification', () => {
  it('is judged by the fast reader exactly as by the schema', () => {
    fc.assert(
      fc.property(body, (value) => {
        const parsed = verifySchema.safeParse(value);
        const read = readVerifyRequest(value);
        return parsed.success
          ? read !== null && JSON.stringify(read) === JSON.stringify(value)
          : read === null;
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['[]', 'The body must be a JSON object.'],
    ['null', 'The body must be a JSON object.'],
    ['{}', 'key must be a string.'],
    ['{"key":{"$ne":1}}', 'key must be a string.'],
    ['{"key":"k","groupId":1234567890123456789}', 'groupId must be a string of digits.'],
    ['{"key":"k","ip":null}', 'ip must be a string.'],
    ['{"key":"k","__proto__":{"valid":true}}', 'The body holds a field that is not known'],
  ])('%s is refused and told why', (text, problem) => {
    const value: unknown = JSON.parse(text);
    expect(readVerifyRequest(value)).toBeNull();
    expect(explainVerifyRequest(value)).toContain(problem);
  });
});
