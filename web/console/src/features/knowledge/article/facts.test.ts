import { describe, expect, it } from 'vitest';
import { asksNothing, fieldOf, momentOf, NO_CONDITIONS, reached, reachOf, same, tidy, whole } from './facts';

describe('an article that is written', () => {
  it('is sent without empty lines and empty addresses', () => {
    const sent = tidy(whole({ question: ' Why? ', similar: ['', ' How? ', ' '], link: ' ', answer: 'So.' }));
    expect(sent).toMatchObject({ question: 'Why?', similar: ['How?'], link: null, answer: 'So.' });
  });

  it('is the same whatever the order of its fields and the spaces around them', () => {
    const one = whole({ question: 'Why?', answer: 'So.', category: 'returns' });
    expect(
      same(one, { ...whole({ category: 'returns ' }), answer: 'So.', question: 'Why?', similar: [''] }),
    ).toBe(true);
    expect(same(one, { ...one, audience: 'agent' })).toBe(false);
  });

  it('asks for nothing until a condition is set', () => {
    expect(asksNothing(NO_CONDITIONS)).toBe(true);
    expect(asksNothing({ ...NO_CONDITIONS, stages: ['pre'] })).toBe(false);
  });

  it('names its reach and its times both ways', () => {
    for (const kind of ['category', 'product', 'sku'] as const)
      expect(reached(reachOf(kind, 'x'))).toEqual([kind, 'x']);
    expect(momentOf(fieldOf('2026-03-01T08:30:00.000Z'))).toBe('2026-03-01T08:30:00.000Z');
    expect([fieldOf(null), momentOf('')]).toEqual(['', null]);
  });
});
