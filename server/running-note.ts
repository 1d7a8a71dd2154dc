import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { identifyProcess, isIdentityAlive, readIfThere } from '@/scripts/processes.mjs';

const fileName = 'running.json';

const schema = z.object({
  /** The supervisor, named for good. */
  process: z.string(),
  /** Where its console is: `APP_URL`. */
  address: z.string(),
});

/**
 * Notes in the data folder where Gatehouse is reached: the operator's commands run in an environment of their own, and
 * would print links to a port on which nobody listens.
 *
 * @returns what takes the note away again
 */
export function leaveNote(folder: string, address: string): () => void {
  const file = path.join(folder, fileName);
  const own = JSON.stringify({ process: identifyProcess(process.pid), address });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${own}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
  return () => {
    // A second copy on the same data may have written its own since.
    if (readIfThere(file)?.trim() === own) fs.rmSync(file, { force: true });
  };
}

/** Where a Gatehouse that runs on this data folder is reached. One that was killed left its note, which says nothing. */
export function readNote(folder: string): string | undefined {
  const note = schema.safeParse(parse(readIfThere(path.join(folder, fileName)) ?? ''));
  return note.success && isIdentityAlive(note.data.process) ? note.data.address : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
