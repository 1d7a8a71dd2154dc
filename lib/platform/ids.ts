import type { Clock } from './clock';
import type { Random } from './random';

/** Maker of row ids. */
export type Ids = {
  next(): string;
};

/** What the counter of one millisecond may reach: 12 bits. */
const mostPerMillisecond = 0xfff;

/**
 * UUID version 7 (RFC 9562 §5.7): the time first, so that rows made together lie together in an index. Those of one maker
 * ascend, also within a millisecond, by a counter in `rand_a` (§6.2, method 1): events of one moment are in the order in
 * which they happened. Where the counter is full, or the clock is set back, the time runs ahead of the clock.
 */
export function uuidV7Ids(clock: Clock, random: Random): Ids {
  let time = 0;
  let count = 0;
  return {
    next() {
      const now = clock.now().getTime();
      const bytes = random.bytes(16);
      if (now > time || count === mostPerMillisecond) {
        time = Math.max(now, time + 1);
        // Its upper half is kept free for what follows in the same millisecond.
        count = bytes.readUInt16BE(6) & (mostPerMillisecond >> 1);
      } else {
        count += 1;
      }
      bytes.writeUIntBE(time, 0, 6);
      bytes.writeUInt16BE(0x7000 | count, 6);
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        hex.slice(12, 16),
        hex.slice(16, 20),
        hex.slice(20),
      ].join('-');
    },
  };
}
