import { describe, expect, test } from 'vitest';
import { decodeText } from './decode-text';

const list = 'email,name\r\ngreta@example.com,Jürgen Müller\r\n';
const utf16 = (text: string, order: 'le' | 'be') => {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : Buffer.from(bytes).swap16();
};

describe('the encoding of a file', () => {
  test.each([
    ['UTF-8', Buffer.from(list), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${list}`), 'utf-8'],
    ['UTF-16 little-endian with a mark', utf16(`\ufeff${list}`, 'le'), 'utf-16le'],
    ['UTF-16 big-endian with a mark', utf16(`\ufeff${list}`, 'be'), 'utf-16be'],
    ['UTF-16 little-endian without one', utf16(list, 'le'), 'utf-16le'],
    ['UTF-16 big-endian without one', utf16(list, 'be'), 'utf-16be'],
    ['Latin-1', Buffer.from(list, 'latin1'), 'windows-1252'],
  ])('%s is understood', (_name, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ ok: true, text: list, encoding });
  });

  test('the quotes and dashes of Windows are read as it writes them', () => {
    const bytes = Buffer.from([0x93, 0x61, 0x94, 0x96, 0x80]);
    expect(decodeText(bytes)).toMatchObject({ ok: true, text: '“a”–€' });
  });

  test('nothing is a text too', () => {
    expect(decodeText(new Uint8Array())).toEqual({ ok: true, text: '', encoding: 'utf-8' });
  });
});

describe('what is no text', () => {
  test.each([
    [
      'UTF-8 with a broken letter',
      Buffer.concat([Buffer.from('a\nü\n'), Buffer.from([0xc3, 0x28])]),
      3,
    ],
    ['a byte that no encoding has', Buffer.from([0x61, 0x0a, 0x81, 0x0a]), 2],
    ['a zero byte', Buffer.from('a@example.com\nb\0@example.com\n'), 2],
    [
      'half a character of UTF-16',
      Buffer.concat([utf16('\ufeffa\nb', 'le'), Buffer.from([0x41])]),
      2,
    ],
    ['half a pair of UTF-16', utf16('\ufeffa\n\ud800b', 'le'), 2],
  ])('%s is told with its line', (_name, bytes, line) => {
    expect(decodeText(bytes)).toEqual({ ok: false, fault: { kind: 'unreadable', line } });
  });

  test.each([
    ['a workbook', [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00], 'an Excel workbook or another zip file'],
    ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], 'an old Excel workbook'],
    ['a program', [0x4d, 0x5a, 0x90, 0x00], 'a program'],
    ['a PDF', [...Buffer.from('%PDF-1.7')], 'a PDF'],
    ['a compressed file', [0x1f, 0x8b, 0x08], 'a compressed file'],
  ])('%s is called what it is', (_name, bytes, what) => {
    expect(decodeText(Uint8Array.from(bytes))).toEqual({
      ok: false,
      fault: { kind: 'other-file', what },
    });
  });
});
