import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { barriers } from '../harness/access.js';
import type { Lang } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  /** The same question, as two buyers put it. */
  asked: [string, string];
  knowledge: string | RegExp;
  gaps: string;
  health: string;
  answer: string;
  wording: string;
  told: string;
  publish: string;
  answered: RegExp;
  closed: string;
  text: string;
  helpful: string;
  rated: string;
  of: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    asked: ['你们门店门口好停车吗', '店门口方便停车吗'],
    knowledge: /^知识/,
    gaps: '缺口',
    health: '健康度',
    answer: '解答',
    wording: '标准问题',
    told: '答案',
    publish: '发布并重新提问',
    answered: /已答上 ·/,
    closed: '已关闭',
    text: '门口有两个车位，随时可停。',
    helpful: '有帮助',
    rated: '感谢反馈',
    of: '分，满分 100',
  },
  en: {
    asked: ['Is there parking at your store?', 'is there parking near the store'],
    knowledge: /^Knowledge/,
    gaps: 'Gaps',
    health: 'Health',
    answer: 'Answer',
    wording: 'Question',
    told: 'Answer',
    publish: 'Publish and ask again',
    answered: /Answered ·/,
    closed: 'Closed',
    text: 'Yes, two spaces in front of the door.',
    helpful: 'Helpful',
    rated: 'Thanks for telling us',
    of: 'of 100',
  },
};

describe('What is missing is found, answered, and asked again', () => {
  const on = stage();

  before(async () => {
    await on.admin.setHours('zh', 'always');
    await on.admin.setHours('en', 'always');
  });

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    const words = WORDS[lang];

    test(`${lang}, ${theme}: a gap is closed by its own questions`, async () => {
      for (const asked of words.asked) {
        const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang);
        await buyer.ask(asked, /./);
        // Whoever was offered something else says by this that it is not what they asked.
        await buyer.askForPerson();
      }

      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      const { page } = lead;
      await page.getByRole('link', { name: words.knowledge }).click();
      const shop = page.locator('main').getByRole('combobox').first();
      await shop.selectOption({ label: await shopName(page, lang) });
      await page.getByRole('link', { name: words.gaps, exact: true }).click();
      const either = new RegExp(words.asked.map((text) => text.replace('?', '\\?')).join('|'));
      const row = page.getByRole('row').filter({ hasText: either });
      await until(
        'the two questions are one gap',
        async () => (await row.count()) === 1 && (await row.locator('td').nth(1).innerText()) === '2',
      );
      await sound(page, `gaps-list-${lang}-${theme}`);

      await row.getByRole('link').click();
      await page.getByRole('table').waitFor();
      await sound(page, `gap-open-${lang}-${theme}`);
      await page.locator('main').getByRole('button', { name: words.answer, exact: true }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel(words.told, { exact: true }).fill(words.text);
      await shoot(page, `gap-answer-${lang}-${theme}`);
      await form.getByRole('button', { name: words.publish }).click();
      await until(
        'both questions are answered',
        async () => (await page.getByRole('row').filter({ hasText: words.answered }).count()) === 2,
      );
      await page.locator('main .tag').filter({ hasText: words.closed }).waitFor();
      await sound(page, `gap-closed-${lang}-${theme}`);

      // Whoever asks now is told, and says that it helped.
      const next = await Widget.open(await on.browsing.person({ lang, theme }), on.server, lang, { theme });
      await next.ask(words.asked[1], new RegExp(words.text));
      await next.log.getByRole('button', { name: words.helpful, exact: true }).click();
      await next.log.getByText(words.rated).waitFor();
      assert.deepEqual(await barriers(next.page), []);
      await shoot(next.page, `rating-${lang}-${theme}`);
      await next.page.reload();
      await next.launcher.click();
      await next.log.getByText(words.rated).waitFor();

      await page.getByRole('link', { name: words.health, exact: true }).click();
      await page.getByText(words.of).waitFor();
      const figures = page.getByRole('row').filter({ hasText: either }).first();
      await sound(page, `health-${lang}-${theme}`);
      await figures.getByRole('button').first().click();
      await page.getByRole('dialog').getByRole('row').filter({ hasText: words.asked[1] }).waitFor();
      await shoot(page, `health-behind-${lang}-${theme}`);
    });
  }
});

/** What the shop of this language is called. */
async function shopName(page: Page, lang: Lang): Promise<string> {
  const key = lang === 'zh' ? 'qinghe' : 'harbor';
  return page.evaluate(async (key) => {
    const shops = (await (await fetch('/api/v1/shops')).json()) as { key: string; name: string }[];
    return shops.find((shop) => shop.key === key)?.name ?? '';
  }, key);
}
