import type { Inbox, MetricDefinition } from '@miaohui/client';

/** A definition as it holds today, and the version after it where one is put already. */
export interface Held {
  now: MetricDefinition;
  next?: MetricDefinition;
}

/** Each definition once, in the order they come: the version that holds on that day, the first where none does yet. */
export function held(definitions: MetricDefinition[], today: string): Held[] {
  const names = [...new Set(definitions.map((one) => one.name))];
  return names.flatMap((name) => {
    const versions = definitions.filter((one) => one.name === name).sort((a, b) => a.version - b.version);
    const now = versions.findLast((one) => one.effective_from <= today) ?? versions[0];
    const next = now && versions.find((one) => one.version > now.version);
    return now ? [{ now, next }] : [];
  });
}

/**
 * What the ways into a shop need: the numbers of the house, and those of each platform that an inbox names, by its channel
 * or as a word of its key (`taobao-main`).
 */
export function needed(definitions: Held[], inboxes: Pick<Inbox, 'channel' | 'key'>[]): string[] {
  const named = new Set(inboxes.flatMap((one) => [one.channel, ...one.key.split(/[-_]/)]));
  return definitions
    .filter(({ now }) => now.platform === '' || named.has(now.platform))
    .map(({ now }) => now.name);
}

/** What is shown: what was chosen, else what is needed; of what there is, in its order. */
export function shown(definitions: Held[], need: string[], chosen: string[] | undefined): Held[] {
  const wanted = new Set(chosen ?? need);
  return definitions.filter(({ now }) => wanted.has(now.name));
}
