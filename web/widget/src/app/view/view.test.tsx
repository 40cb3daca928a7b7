// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Chat } from '../chat';
import type { Message } from '../contract';
import { speak } from '../i18n';
import { BEGINNING, type State } from '../state';
import { Composer } from './Composer';
import { Log } from './Log';

const at = '2026-01-05T04:00:00Z';

function said(seq: number, more: Partial<Message>): Message {
  return {
    id: `m${seq}`,
    conversation: 'c',
    seq,
    author: 'bot',
    automatic: true,
    name: null,
    text: '',
    client_id: null,
    choices: [],
    rateable: false,
    helpful: null,
    notice: null,
    link: null,
    image: null,
    video: null,
    card: null,
    attachments: [],
    created_at: at,
    ...more,
  };
}

function fake() {
  const chat = {
    setting: { language: 'zh' },
    tray: { busy: false, take: () => [], pictures: new Map() },
    draft: '',
    say: vi.fn(),
    choose: vi.fn(),
    rate: vi.fn(),
    seen: vi.fn(),
    writes: vi.fn(),
  };
  return { chat, as: chat as unknown as Chat };
}

function state(change: Partial<State>): State {
  const config = {
    shop: '店',
    language: 'zh' as const,
    bot_name: { zh: '小秒', en: 'Mia' },
    currency: 'CNY',
    people_here: true,
    max_file_bytes: 1,
  };
  return { ...BEGINNING, open: true, ready: true, link: 'live', config, ...change };
}

let place: HTMLElement;

beforeEach(() => {
  speak('zh');
  window.matchMedia = () => ({ matches: false }) as MediaQueryList;
  place = document.createElement('div');
  document.body.replaceChildren(place);
});

function log(chat: Chat, messages: Message[]) {
  act(() => {
    render(
      <Log chat={chat} state={state({ messages })} look={() => undefined}>
        {null}
      </Log>,
      place,
    );
  });
}

test('only the newest message offers its choices, and a tap says them', () => {
  const { chat, as } = fake();
  log(as, [said(1, { text: 'a', choices: ['旧'] }), said(2, { text: 'b', choices: ['转人工'] })]);
  const choices = [...place.querySelectorAll<HTMLButtonElement>('.choice')];
  expect(choices.map((choice) => choice.textContent)).toEqual(['转人工']);
  choices[0]?.click();
  expect(chat.choose).toHaveBeenCalledWith('转人工');
});

test('a notice takes no choice away', () => {
  const { as } = fake();
  log(as, [
    said(1, { text: 'a', choices: ['催快递'] }),
    said(2, { text: 'b', author: 'system', notice: 'queued' }),
  ]);
  expect(place.querySelector('.choice')?.textContent).toBe('催快递');
});

test('what is said is only ever text, and only web addresses can be followed', () => {
  const { as } = fake();
  log(as, [
    said(1, {
      text: '<img src=x onerror=alert(1)> https://a.example',
      link: 'javascript:alert(1)',
      image: 'data:,x',
    }),
  ]);
  expect(place.querySelector('img')).toBeNull();
  expect(place.querySelector('.words')?.textContent).toContain('<img src=x');
  const links = [...place.querySelectorAll('a')];
  expect(links.map((link) => [link.getAttribute('href'), link.rel])).toEqual([
    ['https://a.example/', 'noopener noreferrer nofollow'],
  ]);
});

test('a film and a product are shown with their words, prices in the currency of the shop', () => {
  const { as } = fake();
  const card = { title: '<b>T恤</b>', price: 9900, image: 'javascript:1', url: 'https://shop.example/t' };
  log(as, [
    said(1, { text: 'a', video: 'https://shop.example/v', card }),
    said(2, { text: 'b', video: 'javascript:1', card: { ...card, price: null, url: 'data:,x' } }),
  ]);
  expect([...place.querySelectorAll<HTMLAnchorElement>('.link')].map((link) => link.href)).toEqual([
    'https://shop.example/v',
  ]);
  const goods = [...place.querySelectorAll('.goods')];
  expect(goods.map((one) => [one.getAttribute('href'), one.textContent])).toEqual([
    ['https://shop.example/t', '<b>T恤</b>¥99.00 起'],
    [null, '<b>T恤</b>'],
  ]);
  expect(place.querySelector('.goods img')).toBeNull();
});

test('a buyer sees whether a program or a person speaks', () => {
  const { as } = fake();
  const person = { author: 'agent' as const, automatic: false, name: '林小雨' };
  log(as, [
    said(1, { text: 'a' }),
    said(2, { text: 'b', ...person }),
    said(3, { author: 'system', text: '已结束' }),
  ]);
  expect([...place.querySelectorAll('.speaker')].map((speaker) => speaker.textContent)).toEqual([
    '小秒自动回复',
    '林小雨客服',
  ]);
  expect(place.querySelector('.notice')?.textContent).toBe('已结束');
});

test('Enter sends, but not while a syllable is being put together, nor with Shift', () => {
  const { chat, as } = fake();
  chat.draft = '在吗';
  act(() => render(<Composer chat={as} state={state({})} />, place));
  const area = place.querySelector('textarea');
  const press = (how: KeyboardEventInit) =>
    act(() => {
      area?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...how }),
      );
    });
  press({ isComposing: true });
  press({ keyCode: 229 });
  press({ shiftKey: true });
  expect(chat.say).not.toHaveBeenCalled();
  press({});
  expect(chat.say).toHaveBeenCalledWith('在吗', []);
});

test('the way to a person is always there, and asks once', () => {
  const { chat, as } = fake();
  act(() => render(<Composer chat={as} state={state({})} />, place));
  place.querySelector<HTMLButtonElement>('.to-person')?.click();
  expect(chat.say).toHaveBeenCalledWith('转人工');
  const conversation = {
    id: 'c',
    status: 'waiting' as const,
    agent_name: null,
    agent_read_seq: 0,
    buyer_read_seq: 0,
    last_seq: 1,
  };
  act(() => render(<Composer chat={as} state={state({ conversation })} />, place));
  const button = place.querySelector<HTMLButtonElement>('.to-person');
  expect([button?.textContent, button?.ariaDisabled]).toEqual(['已在排队', 'true']);
  button?.click();
  expect(chat.say).toHaveBeenCalledOnce();
});

test('an answer that rests on something can be rated, and shows what was said of it', () => {
  const { chat, as } = fake();
  const messages = [
    said(1, { text: '满 59 包邮', rateable: true, helpful: false }),
    said(2, { text: '您好' }),
  ];
  const shown = state({ messages });
  act(() => render(<Log chat={as} state={shown} look={() => undefined} children={null} />, place));
  const buttons = [...place.querySelectorAll<HTMLButtonElement>('.rating button')];
  expect(buttons.map((button) => [button.getAttribute('aria-label'), button.ariaPressed])).toEqual([
    ['有帮助', 'false'],
    ['没有帮助', 'true'],
  ]);
  act(() => buttons[0]?.click());
  expect(chat.rate).toHaveBeenCalledWith(messages[0], true);
});
