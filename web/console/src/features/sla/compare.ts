import type { SlaKept, WhatIf } from '@miaohui/client';

/** What is added up of several figures. */
export interface Share {
  judged: number;
  late: number;
}

/** A target as it was kept under what held, and as it would have been. */
export interface Compared {
  key: string;
  /** By the versions that held, oldest first. */
  held: SlaKept[];
  would: SlaKept | undefined;
}

/** A rule is the same one when it is called the same: moving it does not make it another. */
const keyOf = (kept: SlaKept) => `${kept.metric} ${kept.reply} ${kept.name.zh} ${kept.name.en}`;

/** Puts what held beside what is tried, in the order of the rules that are tried; what is no longer a target comes last. */
export function compared({ held, would }: Pick<WhatIf, 'held' | 'would'>): Compared[] {
  const keys = [...new Set([...would, ...held].map(keyOf))];
  return keys.map((key) => ({
    key,
    held: held.filter((one) => keyOf(one) === key),
    would: would.find((one) => keyOf(one) === key),
  }));
}

export function sumOf(all: Share[]): Share {
  return {
    judged: all.reduce((sum, one) => sum + one.judged, 0),
    late: all.reduce((sum, one) => sum + one.late, 0),
  };
}

/** The share that was late; nothing while nothing was judged. */
export const shareOf = ({ judged, late }: Share): number | undefined =>
  judged > 0 ? late / judged : undefined;

/** By how much another share is late than before, in hundredths; nothing when one of them is not known. */
export function difference(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : (after - before) * 100;
}
