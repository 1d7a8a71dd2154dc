// The callers, in a process of their own so that they have the other core: so many connections, on each one request at
// a time, as fast as the answers come. Requests are made beforehand, answers are only measured and looked at.
import { readFileSync } from 'node:fs';
import net from 'node:net';

/**
 * @typedef {{ port: number, connections: number, seconds: number, warmUp: number }} Order
 * @typedef {{ perSecond: number, calls: number, p50: number, p99: number, refused: number }} Result
 */

const [file = '', token = ''] = process.argv.slice(2);
/** @type {{ secret: string, groupId: string }[]} */
const keys = JSON.parse(readFileSync(file, 'utf8'));

const requests = keys.map(({ secret, groupId }) => {
  const body = JSON.stringify({
    key: secret,
    groupId,
    service: 'text',
    model: 'gatehouse-text-1',
    ip: '192.0.2.1',
  });
  const head = [
    'POST /v1/keys/verify HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
});

/** Every key in turn, in an order without a pattern: a prime step through all of them. */
const step = 61_813;
let at = 0;
const next = () => requests[(at = (at + step) % requests.length)] ?? Buffer.alloc(0);

/** How long the answer that begins with this chunk is in all; it always holds the whole head. */
function lengthOf(/** @type {Buffer} */ chunk) {
  const end = chunk.indexOf('\r\n\r\n');
  const head = chunk.toString('latin1', 0, end);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return end + 4 + Number(length);
}

/**
 * @param {Order} order
 * @returns {Promise<Result>}
 */
async function run({ port, connections, seconds, warmUp }) {
  const latencies = new Float64Array(seconds * 120_000);
  let count = 0;
  let refused = 0;
  let calls = 0;
  let measuring = false;
  let stopping = false;
  const done = Array.from({ length: connections }, () => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    let since = 0;
    let expected = 0;
    let received = 0;
    const send = () => {
      received = 0;
      since = performance.now();
      socket.write(next());
    };
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      if (received === 0) {
        expected = lengthOf(chunk);
        if (!chunk.includes('"valid":true')) refused += 1;
      }
      received += chunk.length;
      if (received < expected) return;
      calls += 1;
      if (measuring) latencies[count++] = performance.now() - since;
      if (stopping) socket.destroy();
      else send();
    });
    return new Promise((resolve, reject) => {
      socket.on('close', resolve);
      socket.on('error', reject);
    });
  });
  await new Promise((resolve) => setTimeout(resolve, warmUp * 1000));
  refused = 0;
  measuring = true;
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  measuring = false;
  const lasted = (performance.now() - began) / 1000;
  stopping = true;
  await Promise.all(done);
  const sorted = latencies.subarray(0, count).sort();
  const quantile = (/** @type {number} */ q) => sorted[Math.floor(count * q)] ?? 0;
  return { perSecond: count / lasted, calls, p50: quantile(0.5), p99: quantile(0.99), refused };
}

process.on('message', (order) => {
  run(/** @type {Order} */ (order)).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
