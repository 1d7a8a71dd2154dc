import * as z from 'zod';

const content = z.union(
  [z.string(), z.array(z.looseObject({ type: z.literal('text'), text: z.string() })).max(1_000)],
  'must be a text, or a list of parts of type "text"',
);

/** The body of a chat completion. Fields that steer a real model pass unread: the sandbox model has no dials. */
export const chatCompletionSchema = z.looseObject({
  model: z.string('must be the id of a model').min(1, 'must be the id of a model'),
  messages: z
    .array(
      z.looseObject({ role: z.string('must be a text'), content }),
      'must be a list of messages',
    )
    .min(1, 'must hold at least one message')
    .max(10_000, 'may hold at most 10,000 messages'),
  stream: z.boolean('must be true or false').optional(),
});

export type ChatCompletionRequest = z.infer<typeof chatCompletionSchema>;

/** The words of a message, whichever of the two forms they came in. */
export function textOf(message: ChatCompletionRequest['messages'][number]): string {
  return typeof message.content === 'string'
    ? message.content
    : message.content.map(({ text }) => text).join('\n');
}
