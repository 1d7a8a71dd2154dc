import { expect, test } from 'vitest';
import { auditExportFilterSchema } from './schema';

// Whatever passes reaches the database, which would fail in the middle of a file that is being sent.
test.each(['from', 'to'])('%s is an instant that the database can read', (edge) => {
  const accepts = (text: string) => auditExportFilterSchema.safeParse({ [edge]: text }).success;
  for (const text of ['2026-11-21', '2026-11-21T10:00:00+02:00', '1970-01-01']) {
    expect([text, accepts(text)]).toEqual([text, true]);
  }
  for (const text of ['0000-01-01', '0001-01-01T00:00:00+23:59', '9999-12-31', '2026-13-01']) {
    expect([text, accepts(text)]).toEqual([text, false]);
  }
});
