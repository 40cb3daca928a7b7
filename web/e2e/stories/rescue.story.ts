import { before, describe, test } from 'node:test';
import { demoBuyers, type Lang, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

/** The least a shop can set, with what it takes to look; in milliseconds. */
const RESCUED_WITHIN = 90_000;

const WORDS = {
  zh: {
    agent: 'agent',
    sorry: /还没有客服接待您[\s\S]*最晚 .*前/,
    mark: '无人接待',
    note: '没有人接待，已升为紧急',
  },
  en: {
    agent: 'agent3',
    sorry: /nobody from our team has come yet[\s\S]*at the latest/,
    mark: 'Nobody came',
    note: 'nobody took it',
  },
} as const;

describe('Nobody comes', () => {
  const on = stage();

  before(async () => {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    for (const lang of ['zh', 'en'] as const) {
      await on.admin.setHours(lang, 'always');
      const shop = shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
      const settings = await on.admin.ask<{ bot: object }>('GET', `/shops/${shop}/settings`);
      const bot = { ...settings.bot, rescue_after_minutes: 1 };
      const answer_within_seconds = { urgent: 1, important: 1, normal: 1 };
      await on.admin.ask('PUT', `/shops/${shop}/settings`, { ...settings, bot, answer_within_seconds });
    }
  });

  test('the buyer reads so, with a time that is a promise, and the queue shows it', async () => {
    // Both wait through the same minute.
    await Promise.all((['zh', 'en'] as const).map((lang) => forgotten(lang)));
  });

  async function forgotten(lang: Lang): Promise<void> {
    const words = WORDS[lang];
    const theme = lang === 'zh' ? 'dark' : 'light';
    const { name } = (await demoBuyers(on.server.url, lang))[0] ?? { name: '' };
    const agent = await Console.signIn(
      await on.browsing.person({ lang, theme }),
      on.server,
      lang,
      words.agent,
    );
    const widget = await Widget.open(await on.browsing.person({ lang, theme }), on.server, lang, {
      as: 0,
      theme,
    });
    await widget.askForPerson();
    await agent.row(name).waitFor();
    await until(
      'the buyer is told',
      async () => (await widget.lines()).some(({ who, text }) => who === 'notice' && words.sorry.test(text)),
      RESCUED_WITHIN,
    );
    await sound(widget.page, `rescue-told-${lang}-${theme}`);
    await agent.row(name).getByText(words.mark, { exact: true }).waitFor();
    await agent.open(name);
    await agent.log.getByText(words.note).waitFor();
    await agent.page.locator('.promise').first().waitFor();
    await sound(agent.page, `rescue-queue-${lang}-${theme}`);
    // Whoever takes it ends it.
    await agent.claim.click();
    await until('the conversation is theirs', () => agent.holds());
  }
});
