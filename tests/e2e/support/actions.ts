import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext, APIResponse } from '@playwright/test';

type Manifest = {
  node: Record<string, { workers: object; filename: string; exportedName: string }>;
};

/** A Server Action of the build: where it stands in the source, its id on the wire, and a page that knows it. */
export type BuiltAction = { door: string; id: string; page: string };

const build = path.resolve(import.meta.dirname, '../../../.next/server');

/** Every Server Action that the build answers to, read from what Next itself looks them up in. */
export function builtActions(): BuiltAction[] {
  const text = readFileSync(path.join(build, 'server-reference-manifest.json'), 'utf8');
  const { node } = JSON.parse(text) as Manifest;
  return Object.entries(node).map(([id, { workers, filename, exportedName }]) => ({
    door: `${filename}#${exportedName}`,
    id,
    page: Object.keys(workers).map(addressOf).sort(byLength)[0] ?? '/',
  }));
}

/** Every page of the build, as its address with the dynamic parts in brackets. */
export function builtPages(): string[] {
  const text = readFileSync(path.join(build, 'app-paths-manifest.json'), 'utf8');
  return Object.keys(JSON.parse(text) as object)
    .filter((name) => name.endsWith('/page'))
    .map((name) => addressOf(`app${name}`));
}

/** `app/(console)/orgs/[orgSlug]/(overview)/page` is `/orgs/[orgSlug]`. */
function addressOf(worker: string): string {
  const parts = worker.split('/').slice(1, -1);
  return `/${parts.filter((part) => !part.startsWith('(')).join('/')}`;
}

function byLength(one: string, other: string): number {
  return one.length - other.length;
}

/** `ok`, or the code of the refusal, or what else came: a status that is not 200. */
export type Answer = { outcome: string; response: APIResponse; text: string };

/** Calls an action as React does from a page, with an origin of the caller's choice. */
export async function callAction(
  request: APIRequestContext,
  { id, page }: BuiltAction,
  args: unknown[],
  { slug = 'none', origin, cookie }: { slug?: string; origin?: string; cookie?: string },
): Promise<Answer> {
  const address = page.replace('[orgSlug]', slug).replace(/\[\w+\]/, slug);
  const response = await request.post(address, {
    headers: {
      'next-action': id,
      accept: 'text/x-component',
      'content-type': 'text/plain;charset=UTF-8',
      ...(origin !== undefined && { origin }),
      ...(cookie !== undefined && { cookie }),
    },
    data: JSON.stringify(args),
    maxRedirects: 0,
  });
  const text = await response.text();
  const [, status, code] = /"status":"(ok|error)"(?:,"code":"([a-z-]+)")?/.exec(text) ?? [];
  return { outcome: code ?? status ?? `HTTP ${response.status()}`, response, text };
}
