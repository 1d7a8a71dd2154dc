import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenise } from './tokenise';

test('colouring loses and changes nothing of the code', () => {
  fc.assert(
    fc.property(fc.string(), (code) => {
      expect(
        tokenise(code)
          .map(({ text }) => text)
          .join(''),
      ).toBe(code);
    }),
  );
});

test('strings, comments and keywords are told apart', () => {
  const kinds = tokenise('# say hello\nimport os\nprint("hi # there")').map(({ kind, text }) => [
    kind,
    text,
  ]);
  expect(kinds).toEqual([
    ['comment', '# say hello'],
    ['plain', '\n'],
    ['keyword', 'import'],
    ['plain', ' os\n'],
    ['keyword', 'print'],
    ['plain', '('],
    ['string', '"hi # there"'],
    ['plain', ')'],
  ]);
});
