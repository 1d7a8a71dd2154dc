import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics';

describe('metrics', () => {
  it('print what was counted, once however often they are asked for', async () => {
    const metrics = createMetrics();
    const decisions = metrics.counter('decisions_total', 'Decisions by code.', 'code');
    decisions.increment('valid');
    decisions.increment('valid');
    decisions.increment('invalid-key');
    metrics.gauge('size', 'A size.', () => 7);
    await metrics.text();
    const lines = (await metrics.text()).split('\n');
    expect(lines).toContain('decisions_total{code="valid"} 2');
    expect(lines).toContain('decisions_total{code="invalid-key"} 1');
    expect(lines).toContain('size 7');
    expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_seconds '))).toBe(true);
  });

  it('print latencies as cumulative buckets in seconds', async () => {
    const metrics = createMetrics();
    const latency = metrics.latency('verify_seconds', 'Time to answer.');
    for (const milliseconds of [0.1, 0.2, 3, 5_000]) latency.observe(milliseconds);
    const text = await metrics.text();
    expect(text).toContain(
      '# TYPE verify_seconds histogram\nverify_seconds_bucket{le="0.0001"} 1\n',
    );
    expect(text).toContain('verify_seconds_bucket{le="0.00025"} 2\n');
    expect(text).toContain('verify_seconds_bucket{le="0.005"} 3\n');
    expect(text).toContain('verify_seconds_bucket{le="+Inf"} 4\n');
    expect(text).toContain('verify_seconds_count 4\n');
  });
});
