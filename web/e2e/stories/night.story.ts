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
  asks: string;
  /** The bot asks which order, why, and whether to do it. */
  which: RegExp;
  why: RegExp;
  reason: string;
  ready: RegExp;
  yes: string;
  opened: RegExp;
  courier: string;
  number: string;
  submit: string;
  done: string;
  completed: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    asks: '我要退货',
    which: /哪一笔/,
    why: /原因/,
    reason: '尺码不合适',
    ready: /确认办理吗/,
    yes: '确认',
    opened: /退货单号/,
    courier: 'sf_express',
    number: 'SF1234567890987',
    submit: '提交',
    done: '登记成功',
    completed: '已完成',
  },
  en: {
    agent: 'agent3',
    asks: 'I want to return my order',
    which: /which order/i,
    why: /reason/i,
    reason: 'Size does not fit',
    ready: /Shall I go ahead/,
    yes: 'Confirm',
    opened: /return is open/i,
    courier: 'ups',
    number: '1Z999AA10123456784',
    submit: 'Submit',
    done: 'All set',
    completed: 'Done',
  },
};

const RETURNS = {
  zh: { recipient: '售后仓', phone: '021-55550101', address: '上海市松江区荣乐东路 88 号 3 号库' },
  en: { recipient: 'Returns desk', phone: '+1 555 0101', address: '12 Harbor Street, Portland, ME 04101' },
};

describe('At night', () => {
  const on = stage();

  before(async () => {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    for (const lang of ['zh', 'en'] as const) {
      await on.admin.setHours(lang, 'later');
      const shop = shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
      const settings = await on.admin.ask<{ returns: object }>('GET', `/shops/${shop}/settings`);
      const returns = { ...settings.returns, ...RETURNS[lang] };
      await on.admin.ask('PUT', `/shops/${shop}/settings`, { ...settings, returns });
      // By day people see to returns; at night the bot may.
      const rows = [{ intent: 'return', here: 'person', away: 'act' }];
      await on.admin.ask('PUT', `/shops/${shop}/boundaries`, { rows });
    }
  });

  for (const lang of ['zh', 'en'] as const) {
    const words = WORDS[lang];
    const theme = lang === 'zh' ? 'dark' : 'light';

    test(`${lang}: a return by the bot alone, and everybody sees it in the morning`, async () => {
      const buyers = await demoBuyers(on.server.url, lang);
      const as = buyers.findIndex(({ note }) => /已签收|shown as delivered/i.test(note.zh + note.en));
      const { name } = buyers[as] ?? { name: '' };
      const widget = await Widget.open(await on.browsing.person({ lang, theme }), on.server, lang, {
        as,
        theme,
      });

      // One thing is asked at a time.
      await widget.say(words.asks);
      const first = await widget.answer(new RegExp(`${words.which.source}|${words.why.source}`, 'i'));
      if (words.which.test(first.text)) {
        const choices = widget.dialog.getByRole('button', { name: /\d{6,}/ });
        await choices.first().click();
        await widget.answer(words.why);
      }
      await widget.dialog.getByRole('button', { name: words.reason }).click();
      // It says what it would do, and does it when the buyer agrees.
      await widget.answer(words.ready);
      await sound(widget.page, `night-asked-${lang}-${theme}`);
      await widget.dialog.getByRole('button', { name: words.yes, exact: true }).click();
      const opened = await widget.answer(words.opened);
      assert.match(opened.speaker, new RegExp(widget.words.automatic), 'it says that a program answered');
      const link = /https?:\/\/\S+\/r\/[\w-]+/.exec(opened.text)?.[0] ?? '';
      assert(link, opened.text);
      await sound(widget.page, `night-opened-${lang}-${theme}`);

      // The buyer's page works at any hour.
      const phone = await (await on.browsing.person({ lang, theme, width: 360, height: 740 })).newPage();
      await phone.goto(link);
      await phone.locator('form input.num').fill(words.number);
      await phone.locator('select').selectOption(words.courier);
      await phone.getByRole('button', { name: words.submit }).click();
      await phone.getByRole('heading', { name: words.done }).waitFor();
      await until('the chat has the parcel', async () =>
        (await widget.lines()).some((line) => line.text.includes(words.number)),
      );

      // In the morning: who did what, and how it ended. Nobody was called.
      const context = await on.browsing.person({ lang, theme });
      const agent = await Console.signIn(context, on.server, lang, words.agent);
      const talks = await on.admin.ask<{
        conversations: { buyer_name: string; status: string; id: string }[];
      }>('GET', '/conversations?view=bot');
      const talk = talks.conversations.find((one) => one.buyer_name === name);
      assert.equal(talk?.status, 'bot');
      await agent.page.goto(`${on.server.url}/console/?c=${talk?.id}`);
      const run = agent.page.locator('.flows details.run').last();
      await run.getByText(words.completed).first().waitFor();
      await sound(agent.page, `night-morning-${lang}-${theme}`);
    });
  }
});
