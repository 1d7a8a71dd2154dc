import { expect, test } from 'vitest';
import { sessionLabels } from './session-labels';

const chrome = { browser: 'Chrome 142', system: 'Linux', lastSeenAt: '2026-11-22T01:02:03.000Z' };

test('a session is told from every other: by browser, address, last use, or its place in the list', () => {
  const sessions = [
    { ...chrome, id: 'firefox', browser: 'Firefox 140', system: null, ip: null },
    { ...chrome, id: 'here', ip: '192.0.2.1' },
    { ...chrome, id: 'nowhere', ip: null },
    { ...chrome, id: 'twin', ip: '192.0.2.2' },
    { ...chrome, id: 'same', ip: '192.0.2.2' },
    { ...chrome, id: 'later', ip: '192.0.2.2', lastSeenAt: '2026-11-22T01:02:04.000Z' },
  ];
  const used = 'Chrome 142 on Linux at 192.0.2.2, last used 22 Nov 2026, 02:02';
  expect(Object.fromEntries(sessionLabels(sessions, 'Europe/Berlin'))).toEqual({
    firefox: 'Firefox 140',
    here: 'Chrome 142 on Linux at 192.0.2.1',
    nowhere: 'Chrome 142 on Linux at an unknown address',
    twin: `${used}:03 Europe/Berlin, number 4 in the list`,
    same: `${used}:03 Europe/Berlin, number 5 in the list`,
    later: `${used}:04 Europe/Berlin`,
  });
});
