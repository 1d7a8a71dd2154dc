import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identifyProcess } from '@/scripts/processes.mjs';
import { leaveNote, readNote } from './running-note';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-note-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const file = () => path.join(folder, 'running.json');

test('whoever runs says where, until it stops', () => {
  expect(readNote(folder)).toBeUndefined();
  const takeAway = leaveNote(folder, 'http://localhost:4000');
  expect(readNote(folder)).toBe('http://localhost:4000');
  takeAway();
  expect(readNote(folder)).toBeUndefined();
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('a copy that stops leaves the note of another alone', () => {
  const first = leaveNote(folder, 'http://localhost:4000');
  const second = leaveNote(folder, 'http://localhost:5000');
  first();
  expect(readNote(folder)).toBe('http://localhost:5000');
  second();
});

test('the note of one that was killed is not believed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const note = { process: identifyProcess(child.pid ?? 0), address: 'http://localhost:4000' };
  fs.writeFileSync(file(), JSON.stringify(note));
  expect(readNote(folder)).toBe('http://localhost:4000');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readNote(folder)).toBeUndefined();
});

test.each(['', 'half of {', '[]', '{"process":7,"address":"http://localhost:4000"}'])(
  'what is no note (%s) is none',
  (text) => {
    fs.writeFileSync(file(), text);
    expect(readNote(folder)).toBeUndefined();
  },
);
