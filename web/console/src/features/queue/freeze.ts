/** What a list shows while the pointer is over it. */
export interface Frozen {
  ids: string[];
  /** How many rows would come, go or move if it were brought up to date. */
  changes: number;
}

/** Keeps the shown order; nothing moves under the pointer. */
export function freeze(shown: string[], wanted: string[]): Frozen {
  const there = new Set(wanted);
  const was = new Set(shown);
  const come = wanted.filter((id) => !was.has(id)).length;
  const gone = shown.filter((id) => !there.has(id)).length;
  const kept = shown.filter((id) => there.has(id));
  const order = wanted.filter((id) => was.has(id));
  const moved = kept.some((id, at) => id !== order[at]) ? 1 : 0;
  return { ids: shown, changes: come + gone + moved };
}

/** The neighbour of a row; the first or last when none is chosen. */
export function neighbour(ids: string[], current: string | undefined, by: 1 | -1): string | undefined {
  const at = current === undefined ? -1 : ids.indexOf(current);
  if (at < 0) return by === 1 ? ids[0] : ids.at(-1);
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))];
}
