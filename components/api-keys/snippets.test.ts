import { describe, expect, test } from 'vitest';
import { callableTextModel, snippetsOf } from './snippets';

const facts = {
  baseUrl: 'http://localhost:3000',
  groupId: '1234567890123456789',
  secret: 'sk-api-SECRET',
  model: 'gatehouse-text-1',
};
const models = [
  { id: 'gatehouse-video-1', serviceId: 'video' },
  { id: 'gatehouse-text-1', serviceId: 'text' },
  { id: 'gatehouse-code-1', serviceId: 'text' },
];

describe('snippets to paste', () => {
  test('each carries the key, this server and, where the call needs it, the Group ID', () => {
    const snippets = snippetsOf(facts);
    expect(snippets.map(({ label }) => label)).toEqual(['cURL', 'Python', 'JavaScript', '.env']);
    for (const { code } of snippets) {
      expect(code).toContain('sk-api-SECRET');
      expect(code).toContain('http://localhost:3000/v1');
      expect(code).toContain('1234567890123456789');
    }
  });

  test('the cURL command quotes its body so that a shell hands it on as it is', () => {
    const body = /-d '(.*)'$/.exec(snippetsOf(facts)[0]!.code)![1]!;
    expect(JSON.parse(body)).toMatchObject({ model: 'gatehouse-text-1' });
    expect(body).not.toContain("'");
  });

  test.each([{ model: 'gatehouse-text-1' }, { model: null }])(
    'a refused call prints the reason that the server gave, with $model',
    ({ model }) => {
      const [, python, javaScript] = snippetsOf({ ...facts, model });
      expect(python!.code).toContain('SystemExit(response.text)');
      expect(javaScript!.code).toContain('Error(await response.text())');
    },
  );

  test('a key that may call no text model gets a call that it may make', () => {
    expect(snippetsOf({ ...facts, model: null })[0]!.code).toContain('/v1/models');
  });
});

describe('the model of the snippet', () => {
  test.each([
    ['no limits', [], [], 'gatehouse-text-1'],
    ['a list of models', [], ['gatehouse-code-1'], 'gatehouse-code-1'],
    ['a service without text', ['video'], [], null],
    ['only models of another service', [], ['gatehouse-video-1'], null],
  ])('with %s', (_name, allowedServices, allowedModels, expected) => {
    expect(callableTextModel(models, { allowedServices, allowedModels })).toBe(expected);
  });
});
