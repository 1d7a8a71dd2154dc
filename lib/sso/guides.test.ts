import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillGuide, guides, type FilledStep } from './guides';

const own = { acsUrl: 'your ACS URL', entityId: 'your Entity ID', metadataUrl: 'your Entity ID' };

/** A guide as docs/sso.md tells it. */
function markdownOf(guide: (typeof guides)[number]): string {
  const { name, steps, here } = fillGuide(guide, own);
  const field = ({ field, value, isOwn }: FilledStep['fields'][number]) =>
    `   - ${field}: ${isOwn ? value : `\`${value}\``}`;
  const list = (of: readonly FilledStep[]) =>
    of
      .map(({ text, fields }, index) => [`${index + 1}. ${text}`, ...fields.map(field)].join('\n'))
      .join('\n');
  return `## ${name}\n\n${list(steps)}\n\nThen in Gatehouse:\n\n${list(here)}\n`;
}

describe.each(guides.map((guide) => [guide.name, guide] as const))(
  'the guide for %s',
  (_, guide) => {
    test('says the same in docs/sso.md', () => {
      expect(readFileSync('docs/sso.md', 'utf8')).toContain(markdownOf(guide));
    });

    test('tells the provider where to send people and who asks', () => {
      const said = JSON.stringify(fillGuide(guide, { ...own, acsUrl: 'A-C-S', entityId: 'E-I-D' }));
      expect(said).toContain('A-C-S');
      expect(said).toContain('E-I-D');
    });

    test('sets off the names of the provider’s console in pairs', () => {
      for (const { text } of [...guide.steps, ...guide.here]) {
        expect(text.split('_').length % 2).toBe(1);
      }
    });
  },
);
