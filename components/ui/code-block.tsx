'use client';

import { Tabs } from '@base-ui/react/tabs';
import { Fragment } from 'react';
import { CopyButton } from './copy-button';
import { tokenise } from './tokenise';

export type Snippet = { label: string; code: string };

const COLOURS = {
  plain: '',
  comment: 'text-faint',
  string: 'text-accent-text',
  keyword: 'font-medium',
} as const;

/** Code to be copied; with several snippets, a tab for each language. */
export function CodeBlock({ label, snippets }: { label: string; snippets: readonly Snippet[] }) {
  const first = snippets[0];
  if (!first) return null;
  return (
    <Tabs.Root
      defaultValue={first.label}
      className="overflow-hidden rounded-lg border border-line bg-bg"
    >
      <Tabs.List
        aria-label={label}
        activateOnFocus
        className="flex gap-1 overflow-x-auto border-b border-line bg-sunken px-2"
      >
        {snippets.map((snippet) => (
          <Tabs.Tab
            key={snippet.label}
            value={snippet.label}
            className="h-9 shrink-0 border-b-2 border-transparent px-2 text-xs font-medium text-muted transition-colors hover:text-text focus-visible:-outline-offset-2 data-active:border-accent data-active:text-text"
          >
            {snippet.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map((snippet) => (
        <Tabs.Panel key={snippet.label} value={snippet.label} className="relative">
          <div className="absolute top-2 right-2 rounded-md bg-bg">
            <CopyButton value={snippet.code} />
          </div>
          <pre
            tabIndex={0}
            aria-label={`${label}, ${snippet.label}`}
            className="max-h-96 overflow-auto py-3 pr-24 pl-4 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
          >
            <code>
              {tokenise(snippet.code).map(({ kind, text }, index) =>
                kind === 'plain' ? (
                  <Fragment key={index}>{text}</Fragment>
                ) : (
                  <span key={index} className={COLOURS[kind]}>
                    {text}
                  </span>
                ),
              )}
            </code>
          </pre>
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
