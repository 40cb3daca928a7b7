import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { demoBuyers, type Lang, type Person, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  asks: string;
  begins: string;
  ends: string;
  banner: RegExp;
  off: RegExp;
  busy: RegExp;
  keeps: RegExp;
  who: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    asks: '我的快递到哪了',
    begins: '开启防汛模式',
    ends: '结束防汛模式',
    banner: /防汛模式：机器人先接待/,
    off: /防汛模式未开启/,
    busy: /同事正在全力接待您前面的买家[\s\S]*物流/,
    keeps: /排队位置一直保留[\s\S]*分钟内有人接待/,
    who: '新问题由谁先接待',
  },
  en: {
    agent: 'agent3',
    asks: 'Where is my parcel?',
    begins: 'Turn surge mode on',
    ends: 'Turn surge mode off',
    banner: /in surge mode: the bot receives first/,
    off: /Surge mode is off/,
    busy: /busy with those who came before you[\s\S]*your parcel/,
    keeps: /You keep your place[\s\S]*within \d+ minute/,
    who: 'Who receives new questions',
  },
};

/** By day people receive in this shop, and at this hour it is day. */
async function peopleReceive(admin: Person, lang: Lang): Promise<string> {
  await admin.setHours(lang, 'always');
  const shops = await admin.ask<{ id: string; key: string; time_zone: string }[]>('GET', '/shops');
  const shop = shops.find(({ key }) => key === SHOP[lang]);
  assert(shop);
  const settings = await admin.ask<{ bot: object }>('GET', `/shops/${shop.id}/settings`);
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: shop.time_zone,
      hour: '2-digit',
      hourCycle: 'h23',
    }).format(new Date()),
  );
  const at = (ahead: number) => `${String((hour + ahead) % 24).padStart(2, '0')}:00`;
  const bot = { ...settings.bot, reception: 'night', night: { from: at(8), to: at(12) } };
  await admin.ask('PUT', `/shops/${shop.id}/settings`, { ...settings, bot });
  return shop.id;
}

describe('People are too few', () => {
  const on = stage();

  before(async () => {
    for (const lang of ['zh', 'en'] as const) await peopleReceive(on.admin, lang);
  });

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    const words = WORDS[lang];

    test(`${lang}, ${theme}: who waits is told what is known, and keeps the place`, async () => {
      const buyers = await demoBuyers(on.server.url, lang);
      const as = buyers.findIndex(({ note }) => /运输中|on its way|in transit/i.test(note.zh + note.en));
      const { name } = buyers[Math.max(as, 0)] ?? { name: '' };
      const agent = await Console.signIn(
        await on.browsing.person({ lang, theme }),
        on.server,
        lang,
        words.agent,
      );

      // By day people receive: a welcome, a place and an estimate, and no answer of the bot.
      const widget = await Widget.open(await on.browsing.person({ lang, theme }), on.server, lang, {
        as: Math.max(as, 0),
        theme,
      });
      await widget.say(words.asks);
      await agent.row(name).waitFor();
      await sound(widget.page, `reception-${lang}-${theme}`);
      assert((await widget.lines()).every(({ text }) => !words.busy.test(text)));

      // A lead turns it on, on the numbers page; agents see it at once.
      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      await lead.page.goto(`${on.server.url}/console/metrics?shop=${await shopOf(on.admin, lang)}`);
      await lead.page.getByText(words.off).waitFor();
      await lead.page.getByRole('button', { name: words.begins }).click();
      await lead.page.locator('.surges').filter({ hasText: words.banner }).waitFor();
      await sound(lead.page, `surge-numbers-${lang}-${theme}`);
      await agent.page.locator('.surges').filter({ hasText: words.banner }).waitFor();

      // Who waits is told what the facts say, by the bot, and that they keep their place.
      await widget.answer(words.busy);
      await until('the place is told anew', async () =>
        (await widget.lines()).some(({ who, text }) => who === 'notice' && words.keeps.test(text)),
      );
      await agent.row(name).waitFor();
      await sound(widget.page, `surge-answered-${lang}-${theme}`);
      await agent.open(name);
      await sound(agent.page, `surge-workbench-${lang}-${theme}`);

      await lead.page.getByRole('button', { name: words.ends }).click();
      await agent.page.locator('.surges').waitFor({ state: 'detached' });

      // Where it is set.
      const admin = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'admin');
      await admin.page.goto(`${on.server.url}/console/settings/shops`);
      const row = admin.page.getByRole('row').filter({ hasText: SHOP[lang] });
      await row.getByRole('button', { name: lang === 'zh' ? '修改' : 'Edit' }).click();
      const field = admin.page.getByLabel(words.who);
      await field.scrollIntoViewIfNeeded();
      await sound(admin.page, `reception-settings-${lang}-${theme}`);
    });
  }
});

async function shopOf(admin: Person, lang: Lang): Promise<string> {
  const shops = await admin.ask<{ id: string; key: string }[]>('GET', '/shops');
  return shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
}
