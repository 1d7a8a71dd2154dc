'use client';

import { Tabs } from '@base-ui/react/tabs';
import { Fragment, useState } from 'react';
import { CopyButton } from './copy-button';
import { tokenise } from './tokenise';

export type Snippet = { label: string; code: string };

const COLOURS = {
  plain: '',
  comment: 'text-faint',
  string: 'text-accent-text',
  keyword: 'font-medium',
} as const;

/** Code to be copied, with a tab for each language. `label` names the group: "First call". */
export function CodeBlock({ label, snippets }: { label: string; snippets: readonly Snippet[] }) {
  const [active, setActive] = useState(snippets[0]?.label);
  const shown = snippets.find((snippet) => snippet.label === active) ?? snippets[0];
  if (!shown) return null;
  return (
    <Tabs.Root
      value={shown.label}
      onValueChange={setActive}
      className="overflow-hidden rounded-lg border border-line bg-bg"
    >
      <div className="flex items-center gap-2 border-b border-line bg-sunken pr-1.5 pl-2">
        <Tabs.List
          aria-label={label}
          activateOnFocus
          className="flex min-w-0 flex-1 gap-1 overflow-x-auto"
        >
          {snippets.map((snippet) => (
            <Tabs.Tab
              key={snippet.label}
              value={snippet.label}
              className="h-10 shrink-0 border-b-2 border-transparent px-2 text-xs font-medium text-muted transition-colors hover:text-text focus-visible:-outline-offset-2 data-active:border-accent data-active:text-text"
            >
              {snippet.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <CopyButton size="sm" value={shown.code} />
      </div>
      {snippets.map((snippet) => (
        <Tabs.Panel key={snippet.label} value={snippet.label}>
          <pre
            tabIndex={0}
            role="region"
            aria-label={`${label}, ${snippet.label}`}
            className="max-h-96 overflow-auto px-4 py-3 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
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
