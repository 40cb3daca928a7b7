import type { TFunction } from 'i18next';

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;
type Unit = (typeof UNITS)[number][0];
type Part = [unit: Unit, n: number];

/** How people write each unit; a number alone is seconds. */
const WRITTEN: [RegExp, number][] = [
  [/^(天|日|d|days?)$/, 86_400],
  [/^(小时|钟头|时|h|hrs?|hours?)$/, 3_600],
  [/^(分钟|分|m|mins?|minutes?)$/, 60],
  [/^(秒钟|秒|s|secs?|seconds?|)$/, 1],
];
const PART = /(\d+(?:\.\d+)?|半)\s*个?\s*([a-z\u4e00-\u9fff]*?)\s*(?=\d|半|$)/gy;

/** The seconds of a time as people write it (`5 秒`, `2 分钟`, `1h 30m`, `半小时`); nothing when it is no time. */
export function secondsOf(text: string): number | undefined {
  const said = text.normalize('NFKC').trim().toLowerCase();
  let seconds = 0;
  let read = 0;
  for (const [all, number, word] of said.matchAll(PART)) {
    const unit = WRITTEN.find(([name]) => name.test(word ?? ''))?.[1];
    if (unit === undefined || (number === '半' && word === '')) return undefined;
    seconds += (number === '半' ? 0.5 : Number(number)) * unit;
    read += all.length;
  }
  const whole = read === said.length && read > 0 && Number.isInteger(seconds);
  return whole ? seconds : undefined;
}

function parts(seconds: number): Part[] {
  // A day and some hours is said in hours: whoever promises 24 of them says so.
  const units = seconds % 86_400 === 0 && seconds > 86_400 ? UNITS : UNITS.slice(1);
  let left = seconds;
  return units
    .map(([unit, size]): Part => {
      const n = Math.floor(left / size);
      left -= n * size;
      return [unit, n];
    })
    .filter(([, n]) => n > 0);
}

const said = (all: Part[], t: TFunction) => all.map(([unit, n]) => t(`sla.unit.${unit}`, { n })).join(' ');

/** A time that was set, to the second. */
export function timeIn(seconds: number, t: TFunction): string {
  return said(seconds === 0 ? [['s', 0]] : parts(seconds), t);
}

/** A time that was measured, in its two greatest parts. */
export function tookIn(seconds: number, t: TFunction): string {
  if (seconds < 10) return said([['s', Math.round(seconds * 10) / 10]], t);
  return said(parts(Math.round(seconds)).slice(0, 2), t);
}
