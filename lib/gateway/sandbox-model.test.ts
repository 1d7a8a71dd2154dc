import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeInSandbox } from './sandbox-model';
import { chatCompletionSchema } from './schema';

const request = (messages: unknown) =>
  chatCompletionSchema.parse({ model: 'gatehouse-text-1', messages });

describe('the sandbox model', () => {
  it('quotes the last thing that the user said', () => {
    const completion = completeInSandbox(
      request([
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'Yes' },
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
      ]),
    );
    expect(completion).toEqual({
      text: 'This is the sandbox model of Gatehouse: your key works. You said: Hello',
      inputTokens: 3 + 1 + 1 + 2,
      outputTokens: 18,
    });
  });

  it('gives the same answer to the same request, of bounded length', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const messages = texts.map((content) => ({ role: 'user', content }));
        const first = completeInSandbox(request(messages));
        expect(completeInSandbox(request(messages))).toEqual(first);
        return first.text.length < 300 && first.inputTokens >= 0;
      }),
    );
  });
});
