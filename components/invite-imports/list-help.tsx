import { Section } from '../ui/card';
import { InlineCode } from '../ui/text';

const example = `email,name,role,teams
greta@example.com,Greta Guest,Developer,Research
hans@example.com,,Read-Only,Research; Sales
ines@example.com,,,`;

/** What a list may look like. */
export function ListHelp() {
  return (
    <Section title="What a list looks like" description="Only the addresses are needed.">
      <div className="space-y-4 text-sm">
        <pre
          // Scrolled by keyboard where it is wider than its place.
          tabIndex={0}
          aria-label="An example"
          role="region"
          className="overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5 focus-visible:outline-2 focus-visible:outline-focus"
        >
          {example}
        </pre>
        <ul className="measure list-disc space-y-1.5 pl-5 text-muted">
          <li>
            Columns are found by their headings: <InlineCode>email</InlineCode>,{' '}
            <InlineCode>name</InlineCode>, <InlineCode>role</InlineCode> and{' '}
            <InlineCode>teams</InlineCode>. Others are left out.
          </li>
          <li>Commas, semicolons or tabs between columns; UTF-8, UTF-16 or Latin-1.</li>
          <li>
            Several teams are separated by <InlineCode>;</InlineCode> or <InlineCode>|</InlineCode>,
            in quotes where semicolons separate the columns.
          </li>
          <li>Whoever is a member or invited already is left as they are.</li>
        </ul>
      </div>
    </Section>
  );
}
