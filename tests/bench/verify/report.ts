export type Run = {
  situation: 'alone' | 'while four clients load pages';
  name: string;
  connections: number;
  round: number;
  perSecond: number;
  p50: number;
  p99: number;
  /** Microseconds of the server's processor for each call. */
  cpuPerCall: number;
};

type Spread = { min: number; median: number; max: number };

export type Summary = {
  situation: Run['situation'];
  name: string;
  connections: number;
  perSecond: Spread;
  p50: Spread;
  p99: Spread;
  cpuPerCall: Spread;
  /** Of the limit's in the same round. */
  ofLimit: { perSecond: Spread; p99: Spread };
};

function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { min: at(0), median: at(0.5), max: at(1) };
}

/** Minimum, median and maximum over the rounds, and the same of the ratios within each round. */
export function summarize(runs: Run[]): Summary[] {
  return [...groupBy(runs).values()].map((group) => {
    const ratios = (read: (run: Run) => number) =>
      group.map((run) => read(run) / read(limitBeside(runs, run)));
    const [first] = group as [Run];
    return {
      situation: first.situation,
      name: first.name,
      connections: first.connections,
      perSecond: spread(group.map((run) => run.perSecond)),
      p50: spread(group.map((run) => run.p50)),
      p99: spread(group.map((run) => run.p99)),
      cpuPerCall: spread(group.map((run) => run.cpuPerCall)),
      ofLimit: {
        perSecond: spread(ratios((run) => run.perSecond)),
        p99: spread(ratios((run) => run.p99)),
      },
    };
  });
}

function groupOf({ situation, name, connections }: Run): string {
  return `${situation} ${name} ${connections}`;
}

function groupBy(runs: Run[]): Map<string, Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const group = groups.get(groupOf(run));
    if (group) group.push(run);
    else groups.set(groupOf(run), [run]);
  }
  return groups;
}

function limitBeside(runs: Run[], run: Run): Run {
  const limit = runs.find(
    (other) =>
      other.name.startsWith('limit') &&
      other.round === run.round &&
      other.connections === run.connections &&
      other.situation === run.situation,
  );
  if (limit === undefined) throw new Error('a round without the limit');
  return limit;
}

const whole = ({ min, median, max }: Spread) =>
  [min, median, max].map((n) => n.toFixed(0)).join(' / ');
const fine = ({ min, median, max }: Spread) =>
  [min, median, max].map((n) => n.toFixed(2)).join(' / ');

/** Each cell is minimum / median / maximum over the rounds. */
export function printTable(summaries: Summary[]): void {
  console.table(
    summaries.map((summary) => ({
      server: summary.name,
      connections: summary.connections,
      situation: summary.situation,
      'calls/s': whole(summary.perSecond),
      'of the limit': fine(summary.ofLimit.perSecond),
      'CPU µs/call': fine(summary.cpuPerCall),
      'p50 ms': fine(summary.p50),
      'p99 ms': fine(summary.p99),
      'p99 of the limit': fine(summary.ofLimit.p99),
    })),
  );
}
