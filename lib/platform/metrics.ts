import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** A counter by one label, that costs one addition when it counts. */
export type LabelledCounter = { increment(label: string): void };

/** Latencies in buckets, that costs a few comparisons when it observes. */
export type LatencyHistogram = { observe(milliseconds: number): void };

/** Upper bounds in seconds: most answers come from memory in microseconds, the rest from the database. */
const boundsInSeconds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1,
];

/** What this process tells Prometheus. */
export type Metrics = {
  counter(name: string, help: string, label: string): LabelledCounter;
  latency(name: string, help: string): LatencyHistogram;
  /** A number that is read when somebody asks. */
  gauge(name: string, help: string, read: () => number): void;
  /** Everything, in Prometheus' text format 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
};

/**
 * prom-client keeps and prints the metrics. What is counted per call is counted here in plain numbers and handed over
 * when it is asked for, since its own way through labels costs more than the rest of a verification.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const histograms: (() => string)[] = [];

  return {
    counter(name, help, label) {
      const counts = new Map<string, number>();
      new Counter({
        name,
        help,
        labelNames: [label],
        registers: [registry],
        collect() {
          this.reset();
          for (const [value, count] of counts) this.inc({ [label]: value }, count);
        },
      });
      return { increment: (value) => void counts.set(value, (counts.get(value) ?? 0) + 1) };
    },
    latency(name, help) {
      const counts = new Float64Array(boundsInSeconds.length + 1);
      let sum = 0;
      histograms.push(() => histogramText(name, help, counts, sum));
      return {
        observe(milliseconds) {
          const seconds = milliseconds / 1000;
          let bucket = 0;
          while (bucket < boundsInSeconds.length && seconds > (boundsInSeconds[bucket] ?? 0))
            bucket++;
          counts[bucket] = (counts[bucket] ?? 0) + 1;
          sum += seconds;
        },
      };
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    text: async () => (await registry.metrics()) + histograms.map((print) => print()).join(''),
    contentType: registry.contentType,
  };
}

function histogramText(name: string, help: string, counts: Float64Array, sum: number): string {
  let total = 0;
  const buckets = [...boundsInSeconds, '+Inf'].map((bound, index) => {
    total += counts[index] ?? 0;
    return `${name}_bucket{le="${bound}"} ${total}`;
  });
  const head = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  return [...head, ...buckets, `${name}_sum ${sum}`, `${name}_count ${total}`, ''].join('\n');
}
