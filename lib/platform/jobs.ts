import type { AnySql } from './db';

type JobOptions = {
  /** A job with this key replaces one that still waits under it. */
  jobKey?: string;
  runAt?: Date;
  maxAttempts?: number;
};

/** Adds a job in the transaction of the act that wants it: no commit, no job. */
export async function enqueueJob(
  sql: AnySql,
  task: string,
  payload: Record<string, string>,
  { jobKey, runAt, maxAttempts = 25 }: JobOptions = {},
): Promise<void> {
  await sql.$executeRaw`SELECT gatehouse_enqueue(${task}, ${JSON.stringify(payload)}::json, ${jobKey ?? null}, ${runAt ?? null}::timestamptz, ${maxAttempts}::int)`;
}
