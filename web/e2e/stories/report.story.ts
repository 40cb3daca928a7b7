import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { barriers, sideways } from '../harness/access.js';
import { demoBuyers, type Lang } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  shop: string;
  board: string;
  waits: string;
  people: string;
  reports: string;
  figure: string;
  day: string;
  hour: string;
  csv: string;
  xlsx: string;
  head: RegExp;
  window: string;
  custom: string;
  from: string;
  none: string;
  reply: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    shop: '青禾巷',
    board: '实时看板',
    waits: '谁在等',
    people: '客服',
    reports: '报表',
    figure: '合计：平均响应',
    day: '日期',
    hour: '时段',
    csv: '导出 CSV',
    xlsx: '导出 Excel',
    head: /^\uFEFF会话编号,店铺,/,
    window: '时间范围',
    custom: '自选日期',
    from: '从',
    none: '这段时间没有会话',
    reply: '您好，马上为您查询',
  },
  en: {
    agent: 'agent3',
    shop: 'Harbor & Pine',
    board: 'Live board',
    waits: 'Who waits',
    people: 'People',
    reports: 'Reports',
    figure: 'All: Average response',
    day: 'Day',
    hour: 'Hour',
    csv: 'Export CSV',
    xlsx: 'Export Excel',
    head: /^\uFEFFConversation,Shop,/,
    window: 'Window',
    custom: 'From day to day',
    from: 'From',
    none: 'No conversations in this time',
    reply: 'I am looking into your parcel right now.',
  },
};

/** The board is read again by itself every five seconds: what is there sooner came with what happened. In milliseconds. */
const AT_ONCE = 4000;

describe('A lead sees who waits, and how it went', () => {
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

    test(`${lang}, ${theme}`, async () => {
      const [{ name } = { name: '' }] = await demoBuyers(on.server.url, lang);
      const context = await on.browsing.person({ lang, theme });
      const lead = await Console.signIn(context, on.server, lang, 'lead');
      const { page } = lead;
      await page.getByRole('link', { name: words.board, exact: true }).click();
      await page.locator('.metrics').getByRole('combobox').selectOption({ label: words.shop });
      const waits = page.getByRole('region', { name: words.waits, exact: true });
      const link = waits.getByRole('link', { name, exact: true });
      await waits.waitFor();

      // A buyer asks for a person: without a reload they are among those who wait, and a link leads to them.
      const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      await buyer.askForPerson();
      await link.waitFor({ timeout: AT_ONCE });
      await sound(page, `board-${lang}-${theme}`);
      await link.click();
      await page.getByRole('main').getByRole('heading', { level: 2, name }).waitFor();
      await page.goBack();

      // Somebody takes and answers it: it is gone, and counts for them.
      const agent = await Console.signIn(
        await on.browsing.person({ lang, theme }),
        on.server,
        lang,
        words.agent,
      );
      await agent.open(name);
      await agent.claim.click();
      await until('the conversation is theirs', () => agent.holds());
      await agent.say(words.reply);
      await link.waitFor({ state: 'detached', timeout: AT_ONCE });
      const people = page.getByRole('region', { name: words.people, exact: true });
      await people.getByRole('row').filter({ hasText: '100%' }).first().waitFor();

      // In the report it is one answer; the figure opens the conversation behind it.
      await page.getByRole('link', { name: words.reports, exact: true }).click();
      const figure = page.locator('.figures').getByRole('button', { name: words.figure });
      await figure.click();
      const behind = page.getByRole('dialog');
      await behind.getByRole('link', { name }).waitFor();
      // Names of buyers may look like names of texts.
      await shoot(page, `report-behind-${lang}-${theme}`);
      assert.deepEqual([...(await barriers(page)), ...(await sideways(page))], []);
      await page.keyboard.press('Escape');
      await page.locator('.chart svg').first().waitFor();
      await sound(page, `report-${lang}-${theme}`);
      for (const dimension of [words.day, words.hour]) {
        await page.getByRole('button', { name: dimension, exact: true }).click();
        await page.locator('.chart svg').first().waitFor();
        await sound(page, `report-${dimension === words.day ? 'day' : 'hour'}-${lang}-${theme}`);
      }

      // All rows, as a text and as a workbook.
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: words.csv }).click(),
      ]);
      assert.match(await readFile(await download.path(), 'utf8'), words.head);
      const [book] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: words.xlsx }).click(),
      ]);
      assert.equal((await readFile(await book.path())).subarray(0, 2).toString(), 'PK');

      // Long ago there was nothing.
      await page.getByRole('combobox', { name: words.window }).selectOption({ label: words.custom });
      await page.getByLabel(words.from, { exact: true }).fill('2020-01-01');
      await page.goto(`${on.server.url}/console/reports?from=2020-01-01&to=2020-01-02`);
      await page.getByText(words.none).waitFor();
      await sound(page, `report-empty-${lang}-${theme}`);
    });
  }
});
