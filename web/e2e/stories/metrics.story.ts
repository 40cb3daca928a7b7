import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { demoBuyers, type Lang } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  shop: string;
  page: string;
  number: string;
  other: string;
  choose: string;
  done: string;
  meaning: string;
  means: RegExp;
  now: string;
  rounds: string;
  reason: string;
  inTime: string;
  why: RegExp;
  export: string;
  head: RegExp;
  reply: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    shop: '青禾巷',
    page: '指标',
    number: '3分钟响应率',
    other: '解决时长',
    choose: '选择指标',
    done: '完成',
    meaning: '口径',
    means: /3 分钟内回复算按时/,
    now: '现在回',
    rounds: '每一轮',
    reason: '原因',
    inTime: '按时',
    why: /秒回复，未超过 180 秒/,
    export: '导出 CSV',
    head: /^\uFEFF开始（Asia\/Shanghai）,/,
    reply: '您好，马上为您查询',
  },
  en: {
    agent: 'agent3',
    shop: 'Harbor & Pine',
    page: 'Numbers',
    number: '3-minute response rate',
    other: 'Resolution time',
    choose: 'Choose',
    done: 'Done',
    meaning: 'What it means',
    means: /in time within 3 min/,
    now: 'Answer now',
    rounds: 'Round by round',
    reason: 'Reason',
    inTime: 'In time',
    why: /within the 180 s allowed/,
    export: 'Export CSV',
    head: /^\uFEFFBegan \(America\/New_York\),/,
    reply: 'I am looking into your parcel right now.',
  },
};

/** A number is seldom looked at again by itself: what is there sooner came with what happened. In milliseconds. */
const AT_ONCE = 5000;

describe('Numbers move as conversations are answered', () => {
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
      await page.getByRole('link', { name: words.page, exact: true }).click();
      await page.locator('.metrics').getByRole('combobox').selectOption({ label: words.shop });

      // What is shown is chosen, and the choice is there after a reload.
      const card = page.getByRole('article', { name: words.number });
      await card.getByRole('button', { name: words.meaning }).click();
      await card.getByText(words.means).waitFor();
      await page.getByRole('button', { name: words.choose }).click();
      await page.getByRole('checkbox', { name: words.other, exact: true }).uncheck();
      await page.getByRole('button', { name: words.done }).click();
      await page.getByRole('article', { name: words.other, exact: true }).waitFor({ state: 'detached' });
      await sound(page, `numbers-${lang}-${theme}`);
      await page.reload();
      await card.locator('.fig').waitFor();
      assert.equal(await page.getByRole('article', { name: words.other, exact: true }).count(), 0);

      // A buyer asks for a person: without a reload they are among those to answer now.
      await card.getByRole('link', { name: words.number }).click();
      const now = page.getByRole('region', { name: words.now });
      const figure = page.locator('.stands .fig');
      await figure.waitFor();
      await page.evaluate(() => {
        Object.assign(window, { neverLeft: true });
      });
      const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      await buyer.askForPerson();
      const link = now.getByRole('link').filter({ hasText: name });
      await link.waitFor({ timeout: AT_ONCE });
      const value = await figure.innerText();
      await sound(page, `number-${lang}-${theme}`);

      // The link leads to their conversation, and back.
      await link.click();
      await page.getByRole('main').getByRole('heading', { level: 2, name }).waitFor();
      await page.goBack();
      await link.waitFor();

      // Somebody answers: the number changes where it stands, and nobody has to be answered there any more.
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
      await until('the number has changed', async () => (await figure.innerText()) !== value, AT_ONCE);
      await link.waitFor({ state: 'detached' });
      assert.ok(await page.evaluate(() => 'neverLeft' in window), 'the page was not loaded again');

      // Round by round, each with its reason and the way to its conversation; and as a file.
      const rounds = page.getByRole('region', { name: words.rounds });
      await rounds.getByRole('combobox', { name: words.reason }).selectOption({ label: words.inTime });
      await until('only those in time are shown', async () => {
        const rows = await rounds
          .getByRole('row')
          .filter({ has: page.locator('td') })
          .allInnerTexts();
        return rows.length > 0 && rows.every((row) => words.why.test(row));
      });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        rounds.getByRole('button', { name: words.export }).click(),
      ]);
      const sheet = await readFile(await download.path(), 'utf8');
      assert.match(sheet, words.head);
      const shown = await rounds
        .getByRole('row')
        .filter({ has: page.locator('td') })
        .count();
      assert.equal(sheet.trimEnd().split('\r\n').length, shown + 1, 'a head, and a line for each round');
      await sound(page, `rounds-${lang}-${theme}`);

      // On a wall all of it fits the screen.
      const wall = await context.newPage();
      await wall.setViewportSize({ width: 1920, height: 1080 });
      await wall.goto(`${on.server.url}/console/metrics?wall=1`);
      await wall.locator('.tile .side').first().waitFor();
      await until('the wall stands still', async () => (await cut(wall)).length === 0);
      await sound(wall, `wall-${lang}-${theme}`);
    });
  }
});

/** What does not fit its tile, or the screen. */
async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.wall, .wall .tiles, .tile')]
      .filter((one) => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)
      .map((one) => `${one.className}: ${one.textContent}`),
  );
}
