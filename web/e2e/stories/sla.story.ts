import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { demoBuyers, type Lang, type Person, SHOP } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  settings: string;
  page: string;
  shop: string;
  shopName: string;
  add: string;
  within: string;
  notATime: string;
  nameZh: string;
  nameEn: string;
  required: RegExp;
  yellow: string;
  addStep: string;
  after: string;
  rule: string;
  tryIt: string;
  whatIf: string;
  moved: string;
  overtaken: RegExp;
  see: string;
  back: string;
  over: string;
  put: RegExp;
  versions: string;
  second: RegExp;
  near: string;
  mine: RegExp;
  late: string;
  queue: string;
  reading: string;
  reply: string;
  kept: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    settings: '设置',
    page: '时效',
    shop: '店铺',
    shopName: '青禾巷',
    add: '添加规则',
    within: '时限',
    notATime: '请写时间，例如 5 秒、2 分钟、24 小时。',
    nameZh: '中文名',
    nameEn: '英文名',
    required: /必填/,
    yellow: '黄线（时限的 %）',
    addStep: '添加一步',
    after: '超时多久后',
    rule: '大促',
    tryIt: '试算',
    whatIf: '试算',
    moved: '已移到第 2 条',
    overtaken: /保存了第 1 版/,
    see: '查看新版本',
    back: '回到编写',
    over: '在它之后保存我的',
    put: /^保存为第 2 版/,
    versions: '版本',
    second: /第 2 版.*现行/,
    near: '快到时限',
    mine: /^我的/,
    late: '首次回复超时',
    queue: '排队',
    reading: '人工未动笔',
    reply: '您好，马上为您查询',
    kept: '达成情况',
  },
  en: {
    agent: 'agent3',
    settings: 'Settings',
    page: 'Service times',
    shop: 'Shop',
    shopName: 'Harbor & Pine',
    add: 'Add a rule',
    within: 'Within',
    notATime: 'Write a time, such as 5 s, 2 min, 24 hours.',
    nameZh: 'Name in Chinese',
    nameEn: 'Name in English',
    required: /required/,
    yellow: 'Yellow line (% of it)',
    addStep: 'Add a step',
    after: 'Late by',
    rule: 'Sale',
    tryIt: 'Try it',
    whatIf: 'What if',
    moved: 'Moved to place 2',
    overtaken: /has saved version 1/,
    see: 'See the newer version',
    back: 'Back to what is written',
    over: 'Save mine after it',
    put: /^Save as version 2/,
    versions: 'Versions',
    second: /Version 2.*Holds now/,
    near: 'Nearly up',
    mine: /^Mine/,
    late: 'is late: First reply',
    queue: 'Queue',
    reading: 'Not begun',
    reply: 'I am looking into your parcel right now.',
    kept: 'How it is kept',
  },
};

/** Long enough that an agent takes it first, and short enough to wait for. */
const PROMISED = '16 s';

/** The one tone of what is not late yet. */
const SOFT = 587;

describe('Service times are promised, tried on the past, and told before they are up', () => {
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
      const name = (await demoBuyers(on.server.url, lang))[2]?.name ?? '';
      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      const { page } = lead;
      await page.getByRole('link', { name: words.settings, exact: true }).click();
      await page.getByRole('link', { name: words.page, exact: true }).click();
      await page.getByRole('combobox', { name: words.shop }).selectOption({ label: words.shopName });

      // What is no time, and what the house refuses, is said at its field.
      await page.getByRole('button', { name: words.add }).click();
      const rule = page.locator('.sla-rule');
      const within = rule.getByRole('textbox', { name: words.within, exact: true });
      const tryIt = page
        .getByRole('complementary', { name: words.whatIf })
        .getByRole('button', { name: words.tryIt });
      await within.fill('soon');
      await tryIt.click();
      await rule.getByRole('alert').filter({ hasText: words.notATime }).waitFor();
      await within.fill(PROMISED);
      await tryIt.click();
      await rule.getByRole('alert').filter({ hasText: words.required }).waitFor();
      await rule.getByRole('textbox', { name: words.nameZh }).fill('大促');
      await rule.getByRole('textbox', { name: words.nameEn }).fill('Sale');
      await rule.getByRole('textbox', { name: words.yellow }).fill('50');
      await rule.getByRole('button', { name: words.addStep }).click();
      await rule.getByRole('textbox', { name: words.after }).fill('1 s');
      await sound(page, `sla-rule-${lang}-${theme}`);

      // Moved by keyboard, down and up again: the first that fits holds.
      await rules(page).nth(0).locator('.what').click();
      await page.keyboard.press('Alt+ArrowDown');
      await page.getByText(words.moved).waitFor();
      assert.match((await rules(page).nth(1).innerText()) ?? '', new RegExp(words.rule));
      await page.keyboard.press('Alt+ArrowUp');
      await until('it is the first again', async () =>
        (await rules(page).nth(0).innerText()).includes(words.rule),
      );

      // Tried on the past.
      await tryIt.click();
      const compared = page.locator('.compared');
      await compared.getByText(words.rule).first().waitFor();
      await sound(page, `sla-what-if-${lang}-${theme}`);

      // Somebody else was faster: theirs is looked at, and what was written is put after it.
      await putUsual(on.admin, lang);
      await page.getByText(words.overtaken).waitFor();
      await page.getByRole('button', { name: words.see }).click();
      await page.getByRole('button', { name: words.back }).click();
      await page.getByRole('button', { name: words.over }).click();
      await page.getByRole('button', { name: words.put }).click();
      const versions = page.getByRole('region', { name: words.versions, exact: true });
      await versions.getByRole('row', { name: words.second }).waitFor();
      await sound(page, `sla-put-${lang}-${theme}`);

      // A buyer waits for a person who has taken them: a mark when it is near, a notice when it is late.
      const context = await on.browsing.person({ lang, theme });
      await listen(context);
      const agent = await Console.signIn(context, on.server, lang, words.agent);
      const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 2 });
      await buyer.askForPerson();
      await agent.open(name);
      await agent.claim.click();
      await until('the conversation is theirs', () => agent.holds());
      const mine = agent.page.getByRole('toolbar').getByRole('button', { name: words.mine });
      await mine.getByRole('img', { name: words.near }).waitFor();
      await mine.click();
      await agent.row(name).getByText(words.near).waitFor();
      const notice = (of: Page) =>
        of.locator('.late-notices li').filter({ hasText: name }).filter({ hasText: words.late });
      await notice(agent.page).waitFor();
      await notice(page).waitFor();
      const heard = await agent.page.evaluate(() => window.heard);
      const soft = heard.lastIndexOf(SOFT);
      assert.ok(soft >= 0, `softly when it is near: ${heard}`);
      assert.ok(heard.length - soft > 3, `and loud when it is late: ${heard}`);
      await sound(page, `sla-late-${lang}-${theme}`);
      await shoot(agent.page, `sla-mine-${lang}-${theme}`);

      // The notice leads to the conversation, where it is told what the time went into.
      await notice(page).getByRole('button').first().click();
      await page.getByRole('main').getByRole('heading', { level: 2, name }).waitFor();
      const strip = page.locator('.time-strip');
      await strip.locator('summary').click();
      for (const cause of [words.queue, words.reading])
        await strip.getByRole('row').filter({ hasText: cause }).first().waitFor();
      await sound(page, `sla-strip-${lang}-${theme}`);
      assert.equal(await notice(page).count(), 1, 'told once for a conversation');

      // Answered, it is nobody's concern any more, and is counted.
      await agent.say(words.reply);
      await notice(agent.page).waitFor({ state: 'detached' });
      await notice(page).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: words.settings, exact: true }).click();
      await page.getByRole('link', { name: words.page, exact: true }).click();
      await page.getByRole('combobox', { name: words.shop }).selectOption({ label: words.shopName });
      await page.getByRole('button', { name: words.kept }).click();
      const row = page.locator('.kept-table').getByRole('row').filter({ hasText: words.rule });
      await row.getByRole('button').click();
      await page.getByRole('dialog').getByRole('row').filter({ hasText: name }).waitFor();
      await sound(page, `sla-kept-${lang}-${theme}`);
    });
  }
});

const rules = (page: Page) => page.locator('ol.sla-rules > li');

/** Remembers every tone that pages sound. */
async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.heard = [];
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      const tone = make.call(this);
      queueMicrotask(() => window.heard.push(Math.round(tone.frequency.value)));
      return tone;
    };
  });
}

declare global {
  interface Window {
    heard: number[];
  }
}

/** Another administrator says what is usual anyway. */
async function putUsual(admin: Person, lang: Lang): Promise<void> {
  const shops = await admin.ask<{ id: string; key: string }[]>('GET', '/shops');
  const shop = shops.find(({ key }) => key === SHOP[lang]);
  const { versions } = await admin.ask<{ versions: { policy: object }[] }>(
    'GET',
    `/shops/${shop?.id}/sla/policy`,
  );
  await admin.ask('PUT', `/shops/${shop?.id}/sla/policy`, { version: 1, policy: versions[0]?.policy });
}
