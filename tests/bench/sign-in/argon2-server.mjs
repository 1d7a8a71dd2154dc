// The limit: a process that does nothing but argon2, so many at a time as Gatehouse lets run, with Gatehouse's settings.
import os from 'node:os';
import { verify } from '@node-rs/argon2';

const [hash = '', password = ''] = process.argv.slice(2);

process.on('message', async (/** @type {{ seconds: number }} */ { seconds }) => {
  const end = performance.now() + seconds * 1000;
  const began = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() < end) {
      if (!(await verify(hash, password))) throw new Error('the hash does not fit');
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
  process.send?.(count / ((performance.now() - began) / 1000));
});
process.send?.('ready');
process.on('disconnect', () => process.exit());
