import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { demoBuyers, type Lang, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

/** The words of the knowledge pages, as far as the stories touch them, and what is written and asked in them. */
const WORDS = {
  zh: {
    agent: 'agent',
    create: '新建条目',
    question: '问题',
    similar: /^相似问法/,
    answer: '答案',
    note: '修改说明',
    publish: '发布',
    live: (n: number) => `第 ${n} 版现行`,
    compare: (n: number) => `对比第 ${n} 版`,
    restore: (n: number) => `恢复第 ${n} 版`,
    sure: '恢复',
    close: '关闭',
    ask: '像买家那样问一句',
    look: '看看有什么不同',
    keepMine: '保留我的，接着写',
    overtaken: /刚刚写了第 2 版/,
    all: '全部条目',
    stay: '留下接着写',
    shown: /^随答案展示/,
    film: '视频地址',
    watch: '观看视频',
    captured: '已提议为知识',
    proposals: /^提议/,
    decide: '去决定',
    acceptChanged: '按修改后的采纳',
    accepted: /^已采纳/,
    questions: /^要试的问题/,
    run: '试答',
    results: '结果',
    told: '直接回答',
    drafted: '草稿会改变',
    withDrafts: '草稿发布后',
    changed: '与上次不同',
    export: '导出 CSV',
    article: {
      question: '门店自提要带什么',
      similar: '去店里取货需要什么证件\n自提带身份证吗',
      first: '自提请带上提货码和身份证，周一到周五都可以来。',
      second: '自提只要提货码，不用身份证，每天都可以来。',
      asked: '去店里取货需要什么证件',
    },
    kept: {
      question: '你们的购物袋可以降解吗',
      answer: '可以的，我们的购物袋用玉米淀粉做成，半年就能降解。',
      changed: '我们的购物袋用玉米淀粉做成，六个月内自然降解。',
    },
    trial: ['门店自提要带什么', '我要投诉', '礼盒能刻字吗'],
    draft: { question: '礼盒能刻字吗', answer: '礼盒可以刻字，十个字以内免费。' },
  },
  en: {
    agent: 'agent3',
    create: 'New article',
    question: 'Question',
    similar: /^Other wordings/,
    answer: 'Answer',
    note: 'Why',
    publish: 'Publish',
    live: (n: number) => `Version ${n}Live`,
    compare: (n: number) => `Compare version ${n}`,
    restore: (n: number) => `Restore version ${n}`,
    sure: 'Restore',
    close: 'Close',
    ask: 'Ask as a buyer would',
    look: 'Look at the differences',
    keepMine: 'Keep mine and go on',
    overtaken: /has just written version 2/,
    all: 'All articles',
    stay: 'Stay and go on',
    shown: /^Shown with the answer/,
    film: 'Film address',
    watch: 'Watch the film',
    captured: 'Proposed as knowledge',
    proposals: /^Proposals/,
    decide: 'Decide',
    acceptChanged: 'Accept as changed',
    accepted: /^Accepted/,
    questions: /^Questions to try/,
    run: 'Try them',
    results: 'Results',
    told: 'Answered',
    drafted: 'Drafts change it',
    withDrafts: 'With the drafts published',
    changed: 'Changed since',
    export: 'Export CSV',
    article: {
      question: 'What do I bring to collect my order at the store?',
      similar: 'Which papers do I need for store pickup?\nDo I need an id card to pick up in the store?',
      first: 'Bring your pickup code and an id card, Monday to Friday.',
      second: 'Bring your pickup code alone, on any day.',
      asked: 'Which papers do I need for store pickup?',
    },
    kept: {
      question: 'Are your shopping bags compostable?',
      answer: 'Yes, our shopping bags are made of corn starch and rot within half a year.',
      changed: 'Our shopping bags are made of corn starch: they are gone within six months.',
    },
    trial: [
      'What do I bring to collect my order at the store?',
      'I want to complain',
      'Can you engrave the gift box?',
    ],
    draft: {
      question: 'Can you engrave the gift box?',
      answer: 'We engrave up to ten letters on a gift box for free.',
    },
  },
} as const;

describe('What a shop knows', () => {
  const on = stage();

  before(async () => {
    await on.admin.setHours('zh', 'always');
    await on.admin.setHours('en', 'always');
  });

  /** Somebody of the demo, on a part of the knowledge pages. */
  async function keeper(lang: Lang, login: string, part: string, theme: 'light' | 'dark' = 'light') {
    const person = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, login);
    await go(person.page, part, lang);
    return person;
  }
  async function go(page: Page, part: string, lang: Lang): Promise<void> {
    await page.goto(`${on.server.url}/console/knowledge/${part}?shop=${await shopOf(lang)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  async function shopOf(lang: Lang): Promise<string> {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    return shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
  }
  /** A buyer whom nobody knows asks, and is told this. */
  async function told(lang: Lang, question: string, answer: string): Promise<Widget> {
    const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang);
    await widget.ask(question, plainly(answer));
    return widget;
  }

  for (const lang of ['zh', 'en'] as const) {
    const words = WORDS[lang];
    const { article, kept } = words;

    test(`${lang}: an article is written, published, told, changed, and brought back`, async () => {
      const { page } = await keeper(lang, 'lead', 'articles');
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      const answer = page.getByRole('textbox', { name: words.answer, exact: true }).first();
      const live = (n: number) =>
        page
          .locator('.versions p')
          .filter({ hasText: words.live(n) })
          .waitFor();
      await page.getByRole('table').waitFor();
      await sound(page, `knowledge-${lang}-list`);
      await button(words.create).click();
      await page.getByRole('textbox', { name: words.question, exact: true }).fill(article.question);
      await page.getByRole('textbox', { name: words.similar }).fill(article.similar);
      await answer.fill(article.first);
      await page.getByText(words.shown).click();
      await page.getByRole('textbox', { name: words.film }).fill('https://shop.example/pickup.mp4');
      await button(words.publish).click();
      await live(1);
      const widget = await told(lang, article.asked, article.first);
      const film = widget.log.getByRole('link', { name: words.watch });
      assert.equal(await film.getAttribute('href'), 'https://shop.example/pickup.mp4');

      // Changed: both versions are there, and what is different is marked.
      await answer.fill(article.second);
      await page.getByRole('textbox', { name: words.note, exact: true }).fill('2');
      await button(words.publish).click();
      await live(2);
      await button(words.compare(1)).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('dd del').first().waitFor();
      assert((await dialog.locator('dd ins').count()) > 0);
      await sound(page, `knowledge-${lang}-compared`);
      await dialog.getByRole('button', { name: words.close, exact: true }).click();
      await told(lang, article.asked, article.second);

      // Brought back, it is a draft first: buyers are told it when it is published.
      await button(words.restore(1)).click();
      await dialog.getByRole('button', { name: words.sure, exact: true }).click();
      await until('the first answer is the draft', async () => (await answer.inputValue()) === article.first);
      await sound(page, `knowledge-${lang}-restored`);
      await told(lang, article.asked, article.second);
      await button(words.publish).click();
      await live(3);
      await told(lang, article.asked, article.first);
    });

    test(`${lang}: who is overtaken loses nothing`, async () => {
      const shop = await shopOf(lang);
      const draft = { article_id: `overtaken-${lang}`, question: `${lang} 1?`, answer: '1' };
      const made = await on.admin.ask<{ article: { id: string } }>('POST', `/shops/${shop}/articles/drafts`, {
        article: draft,
        publish: true,
      });
      const { page } = await keeper(lang, 'lead', 'articles');
      await page.goto(`${on.server.url}/console/knowledge/articles?shop=${shop}&id=${made.article.id}`);
      const answer = page.getByRole('textbox', { name: words.answer, exact: true }).first();
      await answer.fill('mine');
      await page.getByRole('button', { name: words.all }).click();
      await page.getByRole('dialog').getByRole('button', { name: words.stay }).click();
      await on.admin.ask('POST', `/shops/${shop}/articles/drafts`, {
        article: { ...draft, answer: 'theirs' },
        publish: true,
      });
      await page.getByRole('button', { name: words.publish, exact: true }).click();
      await page.getByText(words.overtaken).waitFor();
      await page.getByRole('button', { name: words.look }).click();
      const dialog = page.getByRole('dialog');
      assert.equal(await dialog.locator('dd del').innerText(), 'theirs');
      assert.equal(await dialog.locator('dd ins').innerText(), 'mine');
      await sound(page, `knowledge-${lang}-overtaken`);
      await dialog.getByRole('button', { name: words.close, exact: true }).click();
      await page.getByRole('button', { name: words.keepMine }).click();
      await page.getByRole('button', { name: words.publish, exact: true }).click();
      await page
        .locator('.versions p')
        .filter({ hasText: words.live(3) })
        .waitFor();
    });

    test(`${lang}: what an agent answered is kept, proposed, changed, accepted and told`, async () => {
      const [, { name } = { name: '' }] = await demoBuyers(on.server.url, lang);
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 1 });
      await widget.askForPerson();
      const lead = await keeper(lang, 'lead', 'proposals', 'dark');
      const agent = await Console.signIn(await on.browsing.person({ lang }), on.server, lang, words.agent);
      await agent.open(name);
      await agent.claim.click();
      await widget.say(kept.question);
      await agent.log.getByText(kept.question).last().waitFor();
      await agent.say(kept.answer);
      await widget.answer(plainly(kept.answer));
      await agent.allSent();

      // One key; what was made of it is shown, and an agent cannot decide about it.
      await agent.page.keyboard.press('Escape');
      await agent.page.keyboard.press('s');
      const captured = agent.page.getByRole('status', { name: words.captured });
      await captured.getByText(kept.question).waitFor();
      assert.equal(await captured.getByRole('link', { name: words.decide }).count(), 0);
      await sound(agent.page, `knowledge-${lang}-captured`);

      // The keeper's page knows of it by itself.
      const proposal = lead.page.getByRole('region', { name: kept.question });
      await proposal.waitFor();
      await lead.page.getByRole('link', { name: words.proposals }).getByText(/^\d+$/).waitFor();
      await proposal.getByRole('textbox', { name: words.answer, exact: true }).first().fill(kept.changed);
      await sound(lead.page, `knowledge-${lang}-proposal`);
      await proposal.getByRole('button', { name: words.acceptChanged }).click();
      await lead.notices.getByText(words.accepted).waitFor();
      await proposal.waitFor({ state: 'detached' });
      await told(lang, kept.question, kept.changed);
    });

    test(`${lang}: questions are tried, with and without the drafts`, async () => {
      const shop = await shopOf(lang);
      const draft = await on.admin.ask<{ article: { id: string }; versions: { number: number }[] }>(
        'POST',
        `/shops/${shop}/articles/drafts`,
        { article: { article_id: `draft-${lang}`, ...words.draft } },
      );
      const { page } = await keeper(lang, 'lead', 'trials');
      await page.getByRole('textbox', { name: words.questions }).fill(words.trial.join('\n'));
      await page.getByRole('button', { name: words.run, exact: true }).click();
      const results = page.getByRole('region', { name: words.results });
      const row = (question: string) => results.getByRole('row').filter({ hasText: question }).first();
      await row(words.draft.question).getByText(words.withDrafts).waitFor();
      await row(words.draft.question).getByText(words.draft.answer).waitFor();
      await sound(page, `knowledge-${lang}-trials`);
      await results.getByRole('button', { name: words.drafted }).click();
      assert.equal(await results.getByRole('row').count(), 2, 'the head and the one that the draft changes');

      // Once it is published the same questions come out otherwise, and that is shown. They were kept for it.
      const [newest] = draft.versions;
      assert.ok(newest);
      await on.admin.ask('POST', `/articles/${draft.article.id}/versions/${newest.number}/publish`);
      await page.reload();
      await page.getByRole('button', { name: words.run, exact: true }).click();
      await row(words.draft.question).getByText(words.told).first().waitFor();
      await row(words.draft.question).getByText(words.changed).waitFor();
      await sound(page, `knowledge-${lang}-trials-again`);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: words.export }).click(),
      ]);
      const sheet = await readFile(await file.path(), 'utf8');
      assert(words.trial.every((question) => sheet.includes(question)));
      assert(sheet.includes(words.draft.answer));
    });

    test(`${lang}: agents read, and look things up as the bot does`, async () => {
      const { page } = await keeper(lang, words.agent, 'articles', 'dark');
      await page.getByRole('table').waitFor();
      assert.equal(await page.getByRole('button', { name: words.create }).count(), 0);
      assert.equal(await page.getByRole('link', { name: words.proposals }).count(), 0);
      await page
        .getByRole('searchbox', { name: words.ask })
        .fill(lang === 'zh' ? '能开发票吗' : 'invoice please');
      const found = page
        .getByRole('listitem')
        .filter({ hasText: lang === 'zh' ? '发票' : 'invoice' })
        .first();
      await found.waitFor();
      await sound(page, `knowledge-${lang}-found`);
      await found.getByRole('button').first().click();
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      await page.locator('.versions').waitFor();
      assert.equal(await page.getByRole('button', { name: words.publish, exact: true }).count(), 0);
      await sound(page, `knowledge-${lang}-reading`);
    });
  }
});

/** A text, to be found as it stands. */
function plainly(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
