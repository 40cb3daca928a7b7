import { expect, test } from 'vitest';
import { confirmed, Outbox, type Outgoing } from './outbox';
import { Passing } from './shelf';

function written(client_id: string, at: number): Outgoing {
  return { client_id, text: client_id, attachments: [], product: null, at };
}

const texts = (outbox: Outbox) => outbox.all().map((entry) => entry.text);

test('what was not confirmed is there after a reload, in the order it was written', () => {
  const shelf = new Passing();
  const before = new Outbox(shelf, 'o.');
  before.add(written('b', 1));
  before.add(written('a', 2));
  before.add(written('c', 3));
  before.take('a');
  expect(texts(new Outbox(shelf, 'o.'))).toEqual(['b', 'c']);
});

test('two tabs keep their own without losing the other’s', () => {
  const shelf = new Passing();
  const [one, two] = [new Outbox(shelf, 'o.'), new Outbox(shelf, 'o.')];
  one.add(written('one', 1));
  two.add(written('two', 2));
  one.take('one');
  expect(texts(new Outbox(shelf, 'o.'))).toEqual(['two']);
});

test('a refused message holds up nothing, and is sent again only when asked', () => {
  const shelf = new Passing();
  const outbox = new Outbox(shelf, 'o.');
  outbox.add(written('a', 1));
  outbox.add(written('b', 2));
  outbox.fail('a', 'too long');
  expect(outbox.next()?.client_id).toBe('b');
  expect(new Outbox(shelf, 'o.').all()[0]?.failed).toBe('too long');
  outbox.retry('a');
  expect(outbox.next()?.client_id).toBe('a');
  expect(new Outbox(shelf, 'o.').next()?.client_id).toBe('a');
});

test('what the server turns out to have is not sent again', () => {
  const outbox = new Outbox(new Passing(), 'o.');
  const entry = written('a', 1);
  outbox.add(entry);
  outbox.add(written('b', 2));
  outbox.settle([confirmed(entry, { message: 'm', conversation: 'c', seq: 1 })]);
  expect(texts(outbox)).toEqual(['b']);
});

test('what is damaged or somebody else’s is left alone', () => {
  const shelf = new Passing();
  shelf.setItem('o.x', '{"client_id":1}');
  shelf.setItem('o.y', 'not json');
  shelf.setItem('other', JSON.stringify(written('z', 1)));
  expect(new Outbox(shelf, 'o.').all()).toEqual([]);
});

test('another buyer’s messages are forgotten', () => {
  const shelf = new Passing();
  const outbox = new Outbox(shelf, 'o.');
  outbox.add(written('a', 1));
  outbox.clear();
  expect(shelf.length).toBe(0);
  expect(outbox.next()).toBeUndefined();
});
