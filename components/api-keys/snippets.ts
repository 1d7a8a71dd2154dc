import type { Snippet } from '../ui/code-block';

export type SnippetFacts = {
  /** This server's address, without a slash at the end. */
  baseUrl: string;
  groupId: string;
  /** The key itself, or a stand-in such as `$GATEHOUSE_API_KEY` where it is not to be had. */
  secret: string;
  /** A text model that the key may call; null where it may call none: then the models are listed instead. */
  model: string | null;
  prompt?: string;
};

/**
 * Calls to be pasted and run as they are. Only letters, digits and `-._:/$` go in from outside, so nothing can end a
 * quotation; the prompt is our own.
 */
export function snippetsOf(facts: SnippetFacts): Snippet[] {
  const snippets =
    facts.model === null ? listModels(facts) : complete({ ...facts, model: facts.model });
  return [...snippets, { label: '.env', code: dotEnv(facts) }];
}

const defaultPrompt = 'Say hello in one short sentence.';

function complete(facts: SnippetFacts & { model: string }): Snippet[] {
  const { baseUrl, groupId, secret, model, prompt = defaultPrompt } = facts;
  const url = `${baseUrl}/v1/text/chatcompletion_v2?GroupId=${groupId}`;
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] });
  return [
    {
      label: 'cURL',
      code: `curl "${url}" \\
  -H "Authorization: Bearer ${secret}" \\
  -H "Content-Type: application/json" \\
  -d '${body}'`,
    },
    {
      label: 'Python',
      code: `import requests

response = requests.post(
    "${url}",
    headers={"Authorization": "Bearer ${secret}"},
    json={
        "model": "${model}",
        "messages": [{"role": "user", "content": "${prompt}"}],
    },
    timeout=60,
)
if not response.ok:
    raise SystemExit(response.text)
print(response.json()["choices"][0]["message"]["content"])`,
    },
    {
      label: 'JavaScript',
      code: `const response = await fetch("${url}", {
  method: "POST",
  headers: {
    Authorization: "Bearer ${secret}",
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "${model}",
    messages: [{ role: "user", content: "${prompt}" }],
  }),
});
if (!response.ok) throw new Error(await response.text());
console.log((await response.json()).choices[0].message.content);`,
    },
  ];
}

function listModels({ baseUrl, secret }: SnippetFacts): Snippet[] {
  const url = `${baseUrl}/v1/models`;
  return [
    { label: 'cURL', code: `curl "${url}" \\\n  -H "Authorization: Bearer ${secret}"` },
    {
      label: 'Python',
      code: `import requests

response = requests.get("${url}", headers={"Authorization": "Bearer ${secret}"}, timeout=60)
if not response.ok:
    raise SystemExit(response.text)
print(response.json())`,
    },
    {
      label: 'JavaScript',
      code: `const response = await fetch("${url}", { headers: { Authorization: "Bearer ${secret}" } });
if (!response.ok) throw new Error(await response.text());
console.log(await response.json());`,
    },
  ];
}

const dotEnv = ({ baseUrl, groupId, secret }: SnippetFacts): string =>
  `GATEHOUSE_API_KEY=${secret}\nGATEHOUSE_GROUP_ID=${groupId}\nGATEHOUSE_BASE_URL=${baseUrl}/v1`;

/** What a language needs before its snippet runs. */
export const installSnippets: readonly Snippet[] = [
  { label: 'Python', code: 'python -m pip install requests' },
  { label: 'JavaScript', code: '# Node.js 20 has all it takes\nnode --version' },
  { label: 'cURL', code: '# Part of macOS, Windows and most of Linux\ncurl --version' },
];

/** The first text model that a key with these lists may call; an empty list allows everything. */
export function callableTextModel(
  models: readonly { id: string; serviceId: string }[],
  limits: { allowedServices: readonly string[]; allowedModels: readonly string[] },
): string | null {
  const { allowedServices, allowedModels } = limits;
  if (allowedServices.length > 0 && !allowedServices.includes('text')) return null;
  const model = models.find(
    ({ id, serviceId }) =>
      serviceId === 'text' && (allowedModels.length === 0 || allowedModels.includes(id)),
  );
  return model?.id ?? null;
}
