const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Runs for all that it was told of: at once, then at most once in so many milliseconds, and never twice at a time. What
 * is told meanwhile is in the next run, so that nothing is missed and nothing is cut short however much happens.
 */
export function paced<T>(everyMs: number, run: (told: ReadonlySet<T>) => Promise<unknown>): (one: T) => void {
  let told = new Set<T>();
  let running = false;
  const go = async () => {
    running = true;
    while (told.size > 0) {
      const now = told;
      told = new Set();
      await Promise.allSettled([run(now), pause(everyMs)]);
    }
    running = false;
  };
  return (one) => {
    told.add(one);
    if (!running) void go();
  };
}
