import { languageTag, texts } from './i18n';

/** Minutes of silence after which the time is shown again, in milliseconds. */
const PAUSE = 5 * 60_000;

/** Whether a time belongs between two messages. */
export function separates(before: number | null, at: number): boolean {
  return before === null || at - before > PAUSE || !sameDay(before, at);
}

/** A time as it is shown between messages: the hour today, the day as well before. */
export function moment(at: number, now: number): string {
  const hour = format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (sameDay(at, now)) return hour;
  if (sameDay(at, now - 86_400_000)) return `${texts().yesterday} ${hour}`;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return `${format(at, { year: sameYear ? undefined : 'numeric', month: 'short', day: 'numeric' })} ${hour}`;
}

/** The full time, for whoever asks for it. */
export function exact(at: number): string {
  return format(at, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A size in the unit people use for it. */
export function size(bytes: number): string {
  const [amount, unit] =
    bytes < 1024 ? [bytes, 'B'] : bytes < 1_048_576 ? [bytes / 1024, 'KB'] : [bytes / 1_048_576, 'MB'];
  return `${new Intl.NumberFormat(languageTag(), { maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount)} ${unit}`;
}

function format(at: number, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(languageTag(), how).format(at);
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
