import { describe, expect, it } from 'vitest';
import { freeze, neighbour } from './freeze';

describe('a list under the pointer', () => {
  it('stays as it is and says how much would change', () => {
    expect(freeze(['a', 'b'], ['c', 'a', 'b'])).toEqual({ ids: ['a', 'b'], changes: 1 });
    expect(freeze(['a', 'b'], ['b'])).toEqual({ ids: ['a', 'b'], changes: 1 });
    expect(freeze(['a', 'b'], ['b', 'a']).changes).toBe(1);
    expect(freeze(['a', 'b'], ['a', 'b']).changes).toBe(0);
  });
});

describe('moving by keys', () => {
  it('stops at the ends, and begins at one', () => {
    expect(neighbour(['a', 'b'], 'a', 1)).toBe('b');
    expect(neighbour(['a', 'b'], 'b', 1)).toBe('b');
    expect(neighbour(['a', 'b'], undefined, 1)).toBe('a');
    expect(neighbour(['a', 'b'], 'elsewhere', -1)).toBe('b');
    expect(neighbour([], undefined, 1)).toBeUndefined();
  });
});
