import type { Clock } from './clock';
import type { Random } from './random';

/** Maker of row ids. */
export type Ids = {
  next(): string;
};

/** UUID version 7 (RFC 9562 §5.7): the time first, so that rows made together lie together in an index. */
export function uuidV7Ids(clock: Clock, random: Random): Ids {
  return {
    next() {
      const bytes = random.bytes(16);
      bytes.writeUIntBE(clock.now().getTime(), 0, 6);
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
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
