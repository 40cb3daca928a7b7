import type { ReconciledDay } from '@miaohui/client';
import { lengthOf } from './days';

/** What a chart shows: values of days, in hundredths of its width and height from the top left. */
export interface Drawn {
  low: number;
  high: number;
  y: (value: number) => number;
  x: (at: number) => number;
}

/** Where each day and value is drawn. No share is drawn above all there is. */
export function drawnOf(
  days: ReconciledDay[],
  lines: (number | null | undefined)[][],
  { is_seconds }: { is_seconds: boolean },
): Drawn {
  const values = lines.flat().filter((value) => value != null);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = (most - least || Math.abs(most) || 1) * 0.08;
  const [low, high] = [Math.max(0, least - margin), is_seconds ? most + margin : Math.min(1, most + margin)];
  const first = days[0]?.day ?? '';
  const last = days.at(-1)?.day ?? '';
  const length = lengthOf({ from: first, to: last });
  return {
    low,
    high,
    y: (value) => 100 - (100 * (value - low)) / (high - low),
    // A single day stands in the middle.
    x: (at) =>
      length > 1 ? (100 * (lengthOf({ from: first, to: days[at]?.day ?? first }) - 1)) / (length - 1) : 50,
  };
}

/** A path through the values; days that are not told, or on which nothing was counted, leave it broken. */
export function pathOf(days: ReconciledDay[], values: (number | null | undefined)[], drawn: Drawn): string {
  return values
    .flatMap((value, at) => {
      if (value == null) return [];
      const before = days[at - 1];
      const day = days[at];
      const joined =
        before && day && values[at - 1] != null && lengthOf({ from: before.day, to: day.day }) === 2;
      const place = `${round(drawn.x(at))} ${round(drawn.y(value))}`;
      // A stroke of no length with round ends is a dot.
      return [joined ? `L${place}` : `M${place}h0`];
    })
    .join('');
}

const round = (value: number) => Math.round(value * 100) / 100;
