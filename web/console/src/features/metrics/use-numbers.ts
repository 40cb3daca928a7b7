import type { Shop } from '@miaohui/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { dayIn } from '../../app/day-in';
import { useNow } from '../../app/now';
import { preferences, usePreferences } from '../../app/preferences';
import { inboxesQuery } from '../../app/queries';
import { held, needed, shown } from './definitions';
import { definitionsQuery } from './queries';

/** The definitions of a shop as they hold today, those that are shown, and how to choose them. */
export function useNumbers(shop: Shop) {
  const definitions = useQuery(definitionsQuery(shop.id));
  const inboxes = useQuery({ ...inboxesQuery, staleTime: 60_000 });
  const chosen = usePreferences().numbers[shop.id];
  const today = dayIn(shop.time_zone, useNow());
  const all = useMemo(() => held(definitions.data ?? [], today), [definitions.data, today]);
  const ready = definitions.data && (inboxes.data || chosen);
  const need = needed(all, inboxes.data?.filter((one) => one.shop === shop.id) ?? []);
  return { definitions, all, need, chosen, shown: ready ? shown(all, need, chosen) : undefined };
}

/** Keeps a choice; without one, what is needed is shown again. */
export function choose(shop: string, names: string[] | undefined): void {
  const { [shop]: _, ...others } = preferences.get().numbers;
  preferences.set({ numbers: names ? { ...others, [shop]: names } : others });
}
