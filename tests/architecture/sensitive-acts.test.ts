import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sensitiveActs } from '@/lib/sessions/sensitive-acts';
import { sourceFiles } from './sources';

test('the guide for users publishes every sensitive act, and no other', () => {
  const guide = readFileSync('docs/users.md', 'utf8');
  const list = /These acts are:\n\n((?:- .+\n)+)/.exec(guide)?.[1] ?? '';
  const published = list
    .trim()
    .split('\n')
    .map((line) => line.replace(/^- /, ''));
  expect(published.sort()).toEqual(Object.values<string>(sensitiveActs).sort());
});

test('every sensitive act is asked for by a use case', () => {
  const sources = sourceFiles('lib', /\.ts$/)
    .filter((file) => !file.endsWith('sensitive-acts.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  for (const act of Object.keys(sensitiveActs)) {
    expect(sources).toMatch(new RegExp(`requireFreshProof(First)?\\([^;]*'${act}'`));
  }
});
