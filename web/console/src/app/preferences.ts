import { useSyncExternalStore } from 'react';

export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  language: 'zh-CN' | 'en' | undefined;
  sound: boolean;
  /** The names of the numbers that are shown of a shop, where somebody has chosen. */
  numbers: Record<string, string[]>;
}

const PLACE = 'miaohui.preferences';
const UNSET: Preferences = { theme: 'system', language: undefined, sound: true, numbers: {} };
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    return { ...UNSET, ...JSON.parse(localStorage.getItem(PLACE) ?? '{}') };
  } catch {
    return UNSET;
  }
}

/** What this browser's user prefers; kept in this browser. */
export const preferences = {
  get: (): Preferences => current,
  set(change: Partial<Preferences>): void {
    current = { ...current, ...change };
    localStorage.setItem(PLACE, JSON.stringify(current));
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function usePreferences(): Preferences {
  return useSyncExternalStore(preferences.subscribe, preferences.get);
}

/** Puts the chosen theme on the page, and follows the system where none is chosen. */
export function followTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme } = current;
    document.documentElement.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  };
  apply();
  dark.addEventListener('change', apply);
  preferences.subscribe(apply);
}
