import type { FlowRun } from '@miaohui/client';

/** How many of those that have ended stand there still. */
const ENDED = 3;

/** Every run that is under way, however many came after it, and the last few that have ended; in their order. */
export function worthShowing<Run extends Pick<FlowRun, 'ended_at'>>(runs: Run[]): Run[] {
  const ended = new Set(runs.filter((run) => run.ended_at).slice(-ENDED));
  return runs.filter((run) => !run.ended_at || ended.has(run));
}
