import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { barriers, sideways, unspoken } from '../harness/access.js';
import { demoBuyers } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { stage } from '../harness/stage.js';
import { Widget } from '../harness/widget.js';

const TEXTS = {
  zh: {
    add: '新建意图',
    name: '名称',
    examples: '例句',
    save: '保存',
    needed: '需要 5 到 50 条例句，现在有 1 条。',
    try: '买家可能说的话',
    read: '读一读',
    own: '刻字',
    said: ['能刻字吗', '可以在背面刻名字吗', '刻字多少钱', '刻字要等几天', '帮我刻两个字母', '想刻个日期'],
    asks: '请问可以刻字吗',
  },
  en: {
    add: 'New intent',
    name: 'Name',
    examples: 'Examples',
    save: 'Save',
    needed: '5 to 50 examples are needed; there are 1.',
    try: 'What a buyer might say',
    read: 'Read it',
    own: 'Engraving',
    said: [
      'can you engrave my name',
      'is engraving possible',
      'please engrave a date on it',
      'how much is the engraving',
      'engrave two letters inside',
      'how long does engraving take',
    ],
    asks: 'could you engrave my name on it?',
  },
} as const;

describe('A shop has intents of its own', () => {
  const on = stage();

  for (const lang of ['zh', 'en'] as const) {
    test(`${lang}: named, tried, and shown beside what the house reads`, async () => {
      const words = TEXTS[lang];
      const theme = lang === 'zh' ? 'light' : 'dark';
      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      const buyer = (await demoBuyers(on.server.url, lang))[0]?.name ?? '';
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      const shops = (await lead.page.evaluate(async () => (await fetch('/api/v1/shops')).json())) as {
        id: string;
        language: string;
      }[];
      const shop = shops.find((one) => one.language === lang)?.id ?? '';

      const { page } = lead;
      await page.goto(`${on.server.url}/console/knowledge/intents?shop=${shop}`);
      await page.getByRole('button', { name: words.add }).click();
      await page.getByLabel(words.name, { exact: true }).fill(words.own);
      const examples = page.getByRole('textbox', { name: words.examples, exact: true });
      await examples.fill(words.said[0]);
      await page.getByRole('button', { name: words.save }).click();
      await page.getByText(words.needed).waitFor();
      await examples.fill(words.said.join('\n'));
      await shoot(page, `intents-form-${lang}-${theme}`);
      await page.getByRole('button', { name: words.save }).click();
      await page.getByRole('cell', { name: words.own }).first().waitFor();

      // It works at once.
      await page.getByLabel(words.try).fill(words.asks);
      await page.getByRole('button', { name: words.read }).click();
      await page.locator('.tag.green').filter({ hasText: words.own }).waitFor();
      assert.deepEqual(await barriers(page), []);
      assert.deepEqual(await unspoken(page), []);
      assert.deepEqual(await sideways(page), []);
      await shoot(page, `intents-${lang}-${theme}`);

      // And a buyer who says it is shown with it.
      await widget.askForPerson();
      await widget.say(words.asks);
      await page.goto(`${on.server.url}/console/`);
      await lead.there();
      await lead.open(buyer);
      await page.getByRole('main').getByText(words.own, { exact: true }).first().waitFor();
      await shoot(page, `intents-shown-${lang}-${theme}`);
    });
  }
});
