import { textOf, type ChatCompletionRequest } from './schema';

export type Completion = {
  text: string;
  inputTokens: number;
  outputTokens: number;
};

const quotedCharacters = 200;

/**
 * Answers where no real model is configured: the same request always gets the same answer, so that a first call works
 * minutes after installing and a test can expect its words.
 */
export function completeInSandbox({ messages }: ChatCompletionRequest): Completion {
  const asked = messages.filter(({ role }) => role === 'user').at(-1) ?? messages.at(-1);
  const words = asked === undefined ? '' : textOf(asked).trim();
  const quoted =
    words.length > quotedCharacters ? `${words.slice(0, quotedCharacters).trimEnd()}…` : words;
  const text = `This is the sandbox model of Gatehouse: your key works. You said: ${quoted}`;
  return {
    text,
    inputTokens: messages.reduce((sum, message) => sum + countTokens(textOf(message)), 0),
    outputTokens: countTokens(text),
  };
}

/** About four bytes a token, as real tokenizers come to in English; never 0 for a text. */
function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}
