import * as z from 'zod';
import { isPlainLine } from '@/lib/kernel/plain-line';
import { parseIpRange } from '@/lib/platform/ip-range';
import { maxRangeLabelLength, maxRangesPerList, type IpRange } from './model';

/** A line (`203.0.113.0/24 Head office`), or the two parts by name. */
const labelledRange = z
  .union(
    [z.string(), z.object({ range: z.string(), label: z.string().optional() })],
    'Enter IP addresses or ranges.',
  )
  .transform((entry, context): IpRange => {
    const { range, label = '' } = typeof entry === 'string' ? partsOf(entry) : entry;
    const parsed = parseIpRange(range);
    const problem = parsed.ok ? problemWithLabel(label.trim()) : parsed.problem;
    if (parsed.ok && problem === null) return { range: parsed.range, label: label.trim() };
    context.addIssue({ code: 'custom', message: problem ?? '' });
    return z.NEVER;
  });

function partsOf(line: string): { range: string; label: string } {
  const [range = '', ...label] = line.trim().split(/\s+/);
  return { range, label: label.join(' ') };
}

function problemWithLabel(label: string): string | null {
  if (label.length > maxRangeLabelLength) {
    return `Use at most ${maxRangeLabelLength} characters for the name of a range.`;
  }
  return label === '' || isPlainLine(label) ? null : 'Use letters, digits, spaces and signs.';
}

/** A list, or one text with a range a line. Of a range that is named twice the first counts. Empty means from anywhere. */
export const ipRangesField = z
  .preprocess(
    (value) =>
      typeof value === 'string' ? value.split('\n').filter((line) => line.trim() !== '') : value,
    z
      .array(labelledRange, 'Enter IP addresses or ranges.')
      .max(maxRangesPerList, `Enter at most ${maxRangesPerList} ranges.`),
  )
  .transform((entries) =>
    [...new Map([...entries].reverse().map((entry) => [entry.range, entry])).values()].reverse(),
  );
