import type { SlaCause, SlaClock, SlaStretch } from '@miaohui/client';

/** How long one cause took. */
export interface Sum {
  cause: SlaCause;
  seconds: number;
}

export const secondsOf = ({ from, to }: SlaStretch): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** The stretches with the last of them going on until now, while the conversation does. Time after the end is nobody's. */
export function goingOn(stretches: SlaStretch[], now: number, live: boolean): SlaStretch[] {
  const counted = stretches.filter(({ cause }) => cause !== 'done');
  const last = counted[counted.length - 1];
  if (!live || !last || last !== stretches[stretches.length - 1]) return counted;
  const to = new Date(Math.max(now, Date.parse(last.to))).toISOString();
  return [...counted.slice(0, -1), { ...last, to }];
}

/** How long each cause took, the longest first. */
export function sums(stretches: SlaStretch[]): Sum[] {
  const found = new Map<SlaCause, number>();
  for (const one of stretches) found.set(one.cause, (found.get(one.cause) ?? 0) + secondsOf(one));
  return [...found]
    .map(([cause, seconds]) => ({ cause, seconds }))
    .sort((one, other) => other.seconds - one.seconds);
}

/** How a clock stands at a moment: the seconds to its lines, and its colour. */
export interface Standing {
  colour: 'calm' | 'amber' | 'red';
  toYellow: number | undefined;
  /** Negative once it is late. */
  toRed: number | undefined;
}

export function standing(clock: SlaClock, now: number): Standing {
  const to = (at: string | null | undefined) => (at ? (Date.parse(at) - now) / 1000 : undefined);
  const [toYellow, toRed] = [to(clock.yellow_at), to(clock.due_at)];
  const passed = (seconds: number | undefined) => seconds !== undefined && seconds <= 0;
  return { colour: passed(toRed) ? 'red' : passed(toYellow) ? 'amber' : 'calm', toYellow, toRed };
}

/** The clocks that have not ended, the nearest line first; those that stand still last. */
export function running(clocks: SlaClock[]): SlaClock[] {
  const due = ({ due_at }: SlaClock) => (due_at ? Date.parse(due_at) : Number.POSITIVE_INFINITY);
  return clocks
    .filter(({ state }) => state === 'running' || state === 'paused')
    .sort((one, other) => due(one) - due(other));
}
