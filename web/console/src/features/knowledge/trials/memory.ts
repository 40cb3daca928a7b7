import type { Outcome, Trial, Tried } from '@miaohui/client';

/** What is remembered of a run of questions, to see what has changed since. */
export interface Run {
  at: string;
  told: Record<string, Told>;
}

export interface Told {
  outcome: Outcome;
  text: string;
}

interface Kept {
  /** The questions as they stand in the box. */
  questions: string;
  /** The last run of each question. */
  run?: Run;
}

const place = (shop: string) => `miaohui.trials.${shop}`;

/** What this browser keeps of the trials of a shop. */
export function kept(shop: string): Kept {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place(shop)) ?? '');
    if (typeof found === 'object' && found !== null && 'questions' in found) return found as Kept;
  } catch {
    // Nothing was kept, or something else than ours.
  }
  return { questions: '' };
}

export function keep(shop: string, what: Kept): void {
  localStorage.setItem(place(shop), JSON.stringify(what));
}

export function runOf(tried: Tried[], at: string): Run {
  return { at, told: Object.fromEntries(tried.map(({ question, live }) => [question, toldOf(live)])) };
}

const toldOf = ({ outcome, text }: Trial): Told => ({ outcome, text });

/** What was told before, when it is something else now. */
export function changedSince(before: Run | undefined, { question, live }: Tried): Told | undefined {
  const told = before?.told[question];
  return told && (told.outcome !== live.outcome || told.text !== live.text) ? told : undefined;
}

/** The questions in a box, each once. */
export function questionsIn(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}
