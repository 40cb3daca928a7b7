import { setTimeout as pause } from 'node:timers/promises';

/** How long something may take before it counts as not happening, in milliseconds: this machine may be busy. */
export const PATIENCE = 15_000;
/** How long a page may take to find back to a server that was gone, in milliseconds: it tries ever less often. */
export const CATCHES_UP_WITHIN = 45_000;
/** How often to look, in milliseconds. */
const EVERY = 50;

/** What is not yet there. */
type Nothing = false | null | undefined;

/** Looks until something is so and gives it; tells what was waited for when it never is. */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  patience = PATIENCE,
): Promise<Exclude<T, Nothing>> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found as Exclude<T, Nothing>;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain: ${what}`);
    await pause(EVERY);
  }
}
