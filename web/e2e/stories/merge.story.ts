import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Lang, SHOP, sign } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  names: [string, string];
  phone: string;
  find: string;
  list: string;
  likely: string;
  merge: string;
  why: string;
  undo: string;
  found: (n: number) => string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    names: ['周小雨', '小雨'],
    phone: '13900112233',
    find: '查找买家',
    list: '买家',
    likely: '可能是同一个人',
    merge: '合并',
    why: '为什么是同一个人',
    undo: '撤销合并',
    found: (n) => `共找到 ${n} 位`,
  },
  en: {
    agent: 'agent3',
    names: ['Robin Hale', 'R. Hale'],
    phone: '+12025550147',
    find: 'Find a buyer',
    list: 'Buyers',
    likely: 'May be the same person',
    merge: 'Merge',
    why: 'Why they are one person',
    undo: 'Undo the merge',
    found: (n) => `Found: ${n}`,
  },
};

describe('Two handles of one person', () => {
  const on = stage();

  for (const [lang, theme, width] of [
    ['zh', 'light', 1280],
    ['en', 'dark', 1280],
    ['en', 'light', 390],
  ] as const) {
    test(`${lang}, ${theme}, ${width} px: found, merged, seen as one, undone`, async () => {
      const words = WORDS[lang];
      const accounts = [`one-${width}`, `two-${width}`] as const;
      const phone = words.phone.slice(0, -3) + String(width).padStart(4, '0').slice(-3);
      await twoAccounts(lang, accounts, phone);

      const context = await on.browsing.person({ lang, theme, width });
      const { page } = await Console.signIn(context, on.server, lang, words.agent);
      await page.goto(`${on.server.url}/console/buyers`);
      const search = page.getByRole('searchbox', { name: words.find });
      const list = page.getByRole('main').getByRole('list', { name: words.list });
      const pane = page.getByRole('complementary');
      await search.fill(phone.slice(-4));
      await page.getByText(words.found(2)).waitFor();
      await sound(page, `buyers-found-${lang}-${theme}-${width}`);

      await list.getByRole('button').filter({ hasText: accounts[0] }).click();
      const likely = pane.getByRole('region', { name: words.likely });
      await likely.getByText(words.names[1]).waitFor();
      await sound(page, `buyers-likely-${lang}-${theme}-${width}`);
      await likely.getByRole('button', { name: words.merge, exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('.moves li').first().waitFor();
      await dialog.getByLabel(words.why).fill(words.likely);
      await sound(page, `buyers-merge-${lang}-${theme}-${width}`);
      await dialog.getByRole('button', { name: words.merge, exact: true }).click();

      const undo = pane.getByRole('button', { name: words.undo });
      await undo.waitFor();
      await until('both handles are seen', async () => (await pane.locator('.handles li').count()) === 2);
      await until('nobody is likely the same any more', async () => (await likely.count()) === 0);
      await sound(page, `buyers-merged-${lang}-${theme}-${width}`);
      assert.deepEqual(await found(lang, phone), [accounts[0]], 'they are found as one');

      await undo.click();
      await page.getByRole('dialog').getByRole('button', { name: words.undo }).click();
      await until('they are two', async () => (await pane.locator('.handles li').count()) === 1);
      assert.deepEqual((await found(lang, phone)).sort(), [...accounts].sort());
      assert.equal(await likely.count(), 0, 'who was taken apart is not proposed again');
      await sound(page, `buyers-undone-${lang}-${theme}-${width}`);
    });
  }

  /** A person with two accounts in the shop, who has written from both. */
  async function twoAccounts(lang: Lang, accounts: readonly string[], phone: string): Promise<void> {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    const shop = shops.find(({ key }) => key === SHOP[lang]);
    const rows = accounts.map((buyer_id, at) => ({ buyer_id, buyer_name: WORDS[lang].names[at], phone }));
    await on.admin.ask('PUT', `/shops/${shop?.id}/buyers`, rows);
    const secret = await on.admin.secretOf(lang);
    for (const [at, sub] of accounts.entries()) {
      const token = sign(secret, { sub, name: WORDS[lang].names[at] ?? sub });
      await Widget.openOwn(await on.browsing.person({ lang }), on.server, lang, token);
    }
  }

  async function found(lang: Lang, phone: string): Promise<string[]> {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    const shop = shops.find(({ key }) => key === SHOP[lang])?.id;
    const { buyers } = await on.admin.ask<{ buyers: { buyer: { external_id: string } }[] }>(
      'GET',
      `/buyers?q=${encodeURIComponent(phone)}&shop=${shop}`,
    );
    return buyers.map(({ buyer }) => buyer.external_id);
  }
});
