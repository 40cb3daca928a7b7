import type { Wanted } from '../live/conversations';

/** What each thing is called in the cache. */
export const keys = {
  me: ['me'] as const,
  lists: ['conversations'] as const,
  list: (wanted: Wanted) => ['conversations', wanted] as const,
  open: (id: string) => ['conversation', id] as const,
  suggestion: (id: string, answers: number) => ['suggestion', id, answers] as const,
  buyers: ['buyers'] as const,
  buyersFound: (q: string, shop: string | undefined) => ['buyers', q, shop] as const,
  buyer: (id: string) => ['buyer', id] as const,
  likely: (id: string) => ['likely', id] as const,
  shops: ['shops'] as const,
  gaps: ['gaps'] as const,
  gapsOf: (shop: string, ...more: string[]) => ['gaps', shop, ...more] as const,
  gap: (id: string) => ['gaps', 'one', id] as const,
  approvals: ['approvals'] as const,
  approvalsOf: (shop: string, which: string) => ['approvals', shop, which] as const,
  approval: (id: string) => ['approvals', 'one', id] as const,
  raise: (conversation: string) => ['raise', conversation] as const,
  promises: ['promises'] as const,
  promisesIn: (...names: string[]) => ['promises', ...names] as const,
  allClocks: ['clocks'] as const,
  clocks: (conversation: string) => ['clocks', conversation] as const,
  metrics: ['metrics'] as const,
  definitions: (shop: string) => ['metrics', 'definitions', shop] as const,
  figuresOf: (shop: string, ...more: string[]) => ['metrics', 'figures', shop, ...more] as const,
<<<<<<< HEAD
  board: (...names: string[]) => ['board', ...names] as const,
  report: (...names: unknown[]) => ['report', ...names] as const,
  callIn: ['call-in'] as const,
  callInOf: (shop: string) => ['call-in', shop] as const,
=======
  reconciliation: (shop: string, ...more: string[]) => ['metrics', 'reconciliation', shop, ...more] as const,
>>>>>>> webrec
  house: ['house'] as const,
  of: (...names: string[]) => ['house', ...names] as const,
};
