import type { Shelf } from './outbox';

/** The browser's storage, or, where pages may not use it, something that lasts as long as the page. */
export function shelf(): Shelf {
  try {
    const probe = 'miaohui.probe';
    localStorage.setItem(probe, probe);
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return new Passing();
  }
}

/** Keeps things as long as the page lasts. */
export class Passing implements Shelf {
  private readonly kept = new Map<string, string>();

  get length(): number {
    return this.kept.size;
  }

  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }
}
