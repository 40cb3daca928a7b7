import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { demoBuyers, type Lang, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  calculate: string;
  add: string;
  /** Words of a variant, and of two of them with what is on offer. */
  search: string;
  pieces: RegExp;
  insert: string;
  total: RegExp;
  asks: string;
  exchange: string;
  typed: string;
  wanted: string;
  reason: string;
  confirm: string;
  waiting: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    calculate: '算一算',
    add: '添加商品',
    search: '衬衫 白色 XL',
    pieces: /^件数/,
    insert: '放入回复',
    total: /一共/,
    asks: '请问可以刻字吗',
    exchange: '换货',
    typed: '换货',
    wanted: '换成',
    reason: '尺码不合适',
    confirm: '确认办理',
    waiting: '等待中',
  },
  en: {
    agent: 'agent3',
    calculate: 'What it costs',
    add: 'Add goods',
    search: 'linen shirt white xl',
    pieces: /^Pieces/,
    insert: 'Put into the reply',
    total: /Total/,
    asks: 'could you engrave my name on it?',
    exchange: 'Exchange',
    typed: 'exch',
    wanted: 'This one',
    reason: 'Size does not fit',
    confirm: 'Do it',
    waiting: 'Waiting',
  },
};

interface Product {
  skus: { sku_id: string; stock: number | null }[];
}

interface Bought {
  number: string;
  standing: string;
  lines: { sku: string }[];
}

describe('Goods, beside a conversation', () => {
  const on = stage();
  const shopOf = async (lang: Lang) => {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    return shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
  };
  /** An order of a buyer that has arrived, of goods that have another variant in stock. */
  const exchangeable = async (lang: Lang, buyer: string) => {
    const products = await on.admin.ask<Product[]>('GET', `/shops/${await shopOf(lang)}/products`);
    const { orders } = await on.admin.ask<{ orders: Bought[] }>('GET', `/buyers/${buyer}`);
    const others = ({ lines }: Bought) => {
      const sku = lines[0]?.sku;
      const product = products.find(({ skus }) => skus.some(({ sku_id }) => sku_id === sku));
      return product?.skus.some(({ sku_id, stock }) => sku_id !== sku && stock !== 0) ?? false;
    };
    return orders.find((order) => order.standing === 'delivered' && others(order))?.number ?? '';
  };
  before(async () => {
    for (const lang of ['zh', 'en'] as const) {
      await on.admin.setHours(lang, 'always');
      // Whatever was delivered may be exchanged.
      const shop = await shopOf(lang);
      const settings = await on.admin.ask<{ service: object }>('GET', `/shops/${shop}/settings`);
      const service = { ...settings.service, exchange_days: null };
      await on.admin.ask('PUT', `/shops/${shop}/settings`, { ...settings, service });
    }
  });

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    const words = WORDS[lang];

    test(`${lang}, ${theme}: what a basket costs is worked out and told with one click`, async () => {
      const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      await buyer.ask(words.asks, /./);
      await buyer.askForPerson();
      const agent = await Console.signIn(
        await on.browsing.person({ lang, theme }),
        on.server,
        lang,
        words.agent,
      );
      const { page } = agent;
      await agent.open((await demoBuyers(on.server.url, lang))[0]?.name ?? '');
      await agent.claim.click();
      await agent.box.waitFor();
      await page.getByRole('button', { name: words.calculate, exact: true }).click();
      const card = page.getByRole('dialog', { name: words.calculate, exact: true });
      const search = card.getByRole('combobox', { name: words.add });
      await search.fill(words.search);
      await card.getByRole('option').first().waitFor();
      await search.press('Enter');
      await card.getByLabel(words.pieces).fill('3');
      await card.locator('blockquote').filter({ hasText: words.total }).filter({ hasText: '× 3' }).waitFor();
      await sound(page, `basket-${lang}-${theme}`);
      await page.setViewportSize({ width: 390, height: 780 });
      await sound(page, `basket-phone-${lang}-${theme}`);
      await page.setViewportSize({ width: 1280, height: 800 });
      const told = await card.locator('blockquote').innerText();
      await card.getByRole('button', { name: words.insert }).click();
      await card.waitFor({ state: 'detached' });
      assert.equal(await agent.box.inputValue(), told);
      await agent.say(told);
      await until('the buyer reads it', async () =>
        (await buyer.lines()).some((line) => line.text.includes(told.split('\n')[0] ?? told)),
      );
    });

    test(`${lang}, ${theme}: the other variant is picked from a list with its stock`, async () => {
      const buyers = await demoBuyers(on.server.url, lang);
      const as = buyers.findIndex(({ note }) => /已签收|shown as delivered/i.test(note.zh + note.en));
      const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as });
      await buyer.ask(words.asks, /./);
      await buyer.askForPerson();
      const agent = await Console.signIn(
        await on.browsing.person({ lang, theme }),
        on.server,
        lang,
        words.agent,
      );
      const { page } = agent;
      await agent.open(buyers[as]?.name ?? '');
      await agent.claim.click();
      await agent.box.waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('option').first().waitFor();
      await page.keyboard.type(words.typed);
      await page.keyboard.press('Enter');
      const card = page.getByRole('dialog', { name: words.exchange, exact: true });
      const conversation = await on.admin.conversationOf(buyers[as]?.name ?? '');
      await card
        .getByRole('combobox')
        .first()
        .selectOption(await exchangeable(lang, conversation?.buyer ?? ''));
      const pick = card.getByRole('combobox', { name: words.wanted });
      await pick.waitFor();
      const listed = card.getByRole('listbox', { name: words.wanted });
      const open = listed.locator('[role="option"]:not([aria-disabled="true"])');
      const chosen = (await open.first().locator('b').innerText()).trim();
      await pick.fill(chosen);
      await listed.getByRole('option').filter({ hasText: chosen }).first().waitFor();
      await pick.press('Enter');
      await card.getByRole('status').filter({ hasText: chosen }).waitFor();
      await card.getByRole('combobox').last().selectOption({ label: words.reason });
      await card.locator('blockquote').first().waitFor();
      await sound(page, `exchange-${lang}-${theme}`);
      await page.setViewportSize({ width: 390, height: 780 });
      await sound(page, `exchange-phone-${lang}-${theme}`);
      await page.setViewportSize({ width: 1280, height: 800 });
      await card.getByRole('button', { name: words.confirm }).click();
      await card.waitFor({ state: 'detached' });
      await page.locator('.flows details.run').last().getByText(words.waiting).first().waitFor();
    });
  }
});
