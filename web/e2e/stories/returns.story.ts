import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { barriers, sideways } from '../harness/access.js';
import { demoBuyers, type Lang, SHOP } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  /** What the buyer asks, and the flow that fits. */
  asks: string;
  flow: string;
  reason: string;
  confirm: string;
  waiting: string;
  completed: string;
  toSend: string;
  reveal: string;
  markSent: string;
  /** What a courier writes to whoever hands a parcel in. */
  pasted: string;
  courier: string;
  number: string;
  submit: string;
  done: string;
  onItsWay: string;
  wrong: RegExp;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    asks: '我要退货，尺码不合适',
    flow: '退货',
    reason: '尺码不合适',
    confirm: '确认办理',
    waiting: '等待中',
    completed: '已完成',
    toSend: '短信待手动发送',
    reveal: '显示号码',
    markSent: '标为已发送',
    pasted: '【顺丰速运】您寄出的快件 SF1234567890123 已由收件员揽收',
    courier: 'sf_express',
    number: 'SF1234567890123',
    submit: '提交',
    done: '登记成功',
    onItsWay: '寄回中',
    wrong: /不像是圆通/,
  },
  en: {
    agent: 'agent3',
    asks: 'I want to return this, the size does not fit',
    flow: 'Return',
    reason: 'Size does not fit',
    confirm: 'Do it',
    waiting: 'Waiting',
    completed: 'Done',
    toSend: 'Text to send by hand',
    reveal: 'Show number',
    markSent: 'Mark as sent',
    pasted: 'UPS: your parcel 1Z999AA10123456784 has been picked up.',
    courier: 'ups',
    number: '1Z999AA10123456784',
    submit: 'Submit',
    done: 'All set',
    onItsWay: 'On its way back',
    wrong: /not look like a number of YTO/,
  },
};

const SHOP_NAMES = { zh: '青禾巷', en: 'Harbor & Pine' };

const RETURNS = {
  zh: { recipient: '售后仓', phone: '021-55550101', address: '上海市松江区荣乐东路 88 号 3 号库' },
  en: { recipient: 'Returns desk', phone: '+1 555 0101', address: '12 Harbor Street, Portland, ME 04101' },
};

interface Settings {
  returns: object;
}

describe('Returns', () => {
  const on = stage();

  before(async () => {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    for (const lang of ['zh', 'en'] as const) {
      await on.admin.setHours(lang, 'always');
      const shop = shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
      const settings = await on.admin.ask<Settings>('GET', `/shops/${shop}/settings`);
      const returns = { ...settings.returns, ...RETURNS[lang] };
      await on.admin.ask('PUT', `/shops/${shop}/settings`, { ...settings, returns });
    }
  });

  for (const lang of ['zh', 'en'] as const) {
    const words = WORDS[lang];
    const theme = lang === 'zh' ? 'light' : 'dark';

    test(`${lang}: asked, done in one step, sent, seen by all`, async () => {
      const buyers = await demoBuyers(on.server.url, lang);
      // Somebody who has received what they ordered.
      const as = buyers.findIndex(({ note }) => /已签收|shown as delivered/i.test(note.zh + note.en));
      const { name } = buyers[as] ?? { name: '' };
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as });
      await widget.say(words.asks);
      // Whether it may come back is for people: the bot hands over by itself.
      await widget.dialog.getByRole('button', { name: widget.words.queued }).waitFor();

      const context = await on.browsing.person({ lang, theme });
      const agent = await Console.signIn(context, on.server, lang, words.agent);
      await agent.open(name);
      await agent.claim.click();
      await agent.box.waitFor();
      const { page } = agent;
      const flows = page.locator('.flows');

      // The palette has every flow, by keyboard.
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('option').first().waitFor();
      await sound(page, `returns-palette-${lang}-${theme}`);
      await page.keyboard.type(lang === 'zh' ? '退货' : 'retu');
      await page.keyboard.press('Enter');
      const card = page.getByRole('dialog', { name: words.flow, exact: true });
      await card.getByRole('combobox').last().selectOption({ label: words.reason });
      await card.locator('blockquote').first().waitFor();
      await sound(page, `returns-card-${lang}-${theme}`);
      await card.getByRole('button', { name: words.confirm }).click();
      await card.waitFor({ state: 'detached' });
      const run = flows.locator('details.run').last();
      await run.getByText(words.waiting).first().waitFor();

      // The shop has no provider: the text waits for a hand.
      const byHand = flows.locator('.text-by-hand');
      await byHand.getByText(words.toSend).waitFor();
      await sound(page, `returns-waiting-${lang}-${theme}`);
      await byHand.getByRole('button', { name: words.reveal }).click();
      await until('the number is shown', async () => !(await byHand.innerText()).includes('****'));
      const text = await byHand.innerText();
      const link = /https?:\/\/\S+\/r\/[\w-]+/.exec(text)?.[0] ?? '';
      assert(link, text);
      await byHand.getByRole('button', { name: words.markSent }).click();
      await byHand.waitFor({ state: 'detached' });
      await until('the chat has the link', async () =>
        (await widget.lines()).some((line) => line.text.includes(link)),
      );

      // On the phone: an address, a wrong courier, a pasted message, done.
      const phone = await (await on.browsing.person({ lang, theme, width: 360, height: 740 })).newPage();
      await phone.goto(link);
      await phone.getByText(RETURNS[lang].address).waitFor();
      await sound(phone, `returns-phone-open-${lang}-${theme}`);
      const number = phone.locator('form input.num');
      await number.fill(words.number);
      await phone.locator('select').selectOption('yto');
      await phone.getByRole('button', { name: words.submit }).click();
      await phone.getByRole('alert').filter({ hasText: words.wrong }).waitFor();
      await sound(phone, `returns-phone-refused-${lang}-${theme}`);
      await number.fill('');
      await number.evaluate((input, pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', pasted);
        input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, words.pasted);
      await until('the parcel is read', async () => (await number.inputValue()) === words.number);
      assert.equal(await phone.locator('select').inputValue(), words.courier);
      await sound(phone, `returns-phone-pasted-${lang}-${theme}`);
      await phone.getByRole('button', { name: words.submit }).click();
      await phone.getByRole('heading', { name: words.done }).waitFor();
      await sound(phone, `returns-phone-done-${lang}-${theme}`);

      // Everybody sees it: the agent at the run and at the order, the buyer in the chat.
      await run.getByText(words.completed).first().waitFor();
      const order = page.locator('.ord').filter({ hasText: words.number });
      await order.getByText(words.onItsWay).waitFor();
      await sound(page, `returns-done-${lang}-${theme}`);
      await until('the chat has the parcel', async () =>
        (await widget.lines()).some((line) => line.text.includes(words.number)),
      );

      // A link that somebody changed opens nothing.
      await phone.goto(`${link.replace(/.{8}$/, 'AAAAAAAA')}`);
      await phone.getByRole('alert').waitFor();
      await sound(phone, `returns-phone-forged-${lang}-${theme}`);
    });

    test(`${lang}: texts and where returns go are set up`, async () => {
      const context = await on.browsing.person({ lang, theme });
      const { page } = await Console.signIn(context, on.server, lang, 'admin');
      await page.goto(`${on.server.url}/console/settings/sms`);
      const choice = page.getByRole('combobox').first();
      await choice.selectOption({ label: SHOP_NAMES[lang] });
      await page.locator('.panel header .meta').waitFor();
      await sound(page, `returns-outbox-${lang}-${theme}`);
      await page.getByRole('button', { name: lang === 'zh' ? '短信设置' : 'Set up texts' }).click();
      await page.getByRole('dialog').getByRole('combobox').selectOption('aliyun');
      await sound(page, `returns-sms-${lang}-${theme}`);

      // What a flow says is the shop's to change.
      await page.goto(`${on.server.url}/console/settings/flows`);
      await page.getByRole('combobox').first().selectOption({ label: SHOP_NAMES[lang] });
      const named = page.getByRole('cell', { name: words.flow, exact: true });
      const row = page.getByRole('row').filter({ has: named });
      await row.getByRole('button').click();
      const form = page.getByRole('dialog');
      const name = form.getByRole('textbox').nth(lang === 'zh' ? 0 : 1);
      await name.fill(`${words.flow} +`);
      // Before it is kept it is tried on what has been: the return of the story before.
      await form
        .getByRole('button', { name: lang === 'zh' ? '用过去的会话试运行' : 'Try it on past cases' })
        .click();
      const tried = form.locator('.dry-run details').filter({ hasText: words.completed }).first();
      await tried.locator('summary').click();
      await tried.locator('blockquote').first().waitFor();
      await shoot(page, `returns-dry-run-${lang}-${theme}`);
      // Its texts are templates: their holes are meant.
      await shoot(page, `returns-flow-${lang}-${theme}`);
      assert.deepEqual(await barriers(page), []);
      assert.deepEqual(await sideways(page), []);
      await form.getByRole('button', { name: lang === 'zh' ? '保存' : 'Save' }).click();
      await page.getByRole('cell', { name: `${words.flow} +`, exact: true }).waitFor();
    });
  }
});
