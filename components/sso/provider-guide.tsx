'use client';

import { useState } from 'react';
import { CopyValue } from '../ui/copy-value';
import { Select } from '../ui/select';
import type { GuideStepView, GuideView } from './views';

/** What to do in the console of an identity provider, with the values of this connection in their places. */
export function ProviderGuide({ guides }: { guides: readonly GuideView[] }) {
  const [provider, setProvider] = useState<string | null>(null);
  const guide = guides.find((each) => each.provider === provider);
  return (
    <div className="space-y-4 border-t border-line px-4 py-3 text-sm sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p id="guide-of" className="font-medium">
          Step by step
        </p>
        <Select
          fit
          aria-label="Step by step"
          placeholder="Choose your identity provider"
          onValueChange={setProvider}
          options={guides.map(({ provider: value, name }) => ({ value, label: name }))}
        />
      </div>
      {guide !== undefined && (
        <section aria-label={guide.name} className="space-y-4 pb-2">
          <Steps steps={guide.steps} title={`In ${guide.name}`} />
          <Steps steps={guide.here} title="Then here" />
        </section>
      )}
    </div>
  );
}

function Steps({ steps, title }: { steps: readonly GuideStepView[]; title: string }) {
  return (
    <div>
      <h3 className="mb-1 text-sm font-medium">{title}</h3>
      <ol className="list-decimal space-y-2 pl-5 marker:text-muted">
        {steps.map(({ text, fields }) => (
          <li key={text} className="pl-1">
            <p className="measure">
              <Names text={text} />
            </p>
            {fields.length > 0 && (
              <dl className="mt-1 space-y-1">
                {fields.map(({ field, value, isOwn }) => (
                  <div key={field} className="flex flex-wrap items-baseline gap-x-2">
                    <dt className="text-muted">{field}</dt>
                    <dd className="max-w-full min-w-0">
                      {isOwn || value.startsWith('http') ? (
                        <CopyValue name={field} value={value} />
                      ) : (
                        <span className="font-mono text-[0.8125rem] break-words">{value}</span>
                      )}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Text with the names of the provider's console, which stand between underscores, set off. */
function Names({ text }: { text: string }) {
  return text.split('_').map((part, index) =>
    index % 2 === 1 ? (
      <strong key={part + String(index)} className="font-medium">
        {part}
      </strong>
    ) : (
      part
    ),
  );
}
