import { before, describe, test } from 'node:test';
import { demoBuyers, type Lang } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  vague: string;
  isVague: RegExp;
  add: string;
  chip: RegExp;
  kept: string;
  page: RegExp;
  figures: RegExp;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    vague: '我帮您反馈一下',
    isVague: /有点含糊：帮您反馈/,
    add: '加 30 分钟内',
    chip: /将记为承诺/,
    kept: '已兑现',
    page: /^我的承诺/,
    figures: /^兑现率/,
  },
  en: {
    agent: 'agent3',
    vague: "We'll look into it.",
    isVague: /A little vague: look into it/,
    add: '+ within 30 minutes',
    chip: /Will be kept as a promise/,
    kept: 'Kept',
    page: /^(My promises|Promises)/,
    figures: /^Kept promises/,
  },
};

describe('A vague reply becomes a promise, and is kept', () => {
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
      const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      await buyer.askForPerson();

      const agent = await Console.signIn(
        await on.browsing.person({ lang, theme }),
        on.server,
        lang,
        words.agent,
      );
      const { page } = agent;
      await agent.open(name);
      await agent.claim.click();
      await until('the conversation is theirs', () => agent.holds());
      await page.getByRole('region', { name: lang === 'zh' ? '怎么聊' : 'How to speak' }).waitFor();
      await agent.box.fill(words.vague);
      await page.locator('.weighed.vague').filter({ hasText: words.isVague }).waitFor();
      await sound(page, `vague-${lang}-${theme}`);
      await page.getByRole('button', { name: words.add }).click();
      await page.locator('.weighed').filter({ hasText: words.chip }).waitFor();
      await sound(page, `promise-chip-${lang}-${theme}`);
      await agent.box.press('Enter');
      const strip = page.locator('.promise .num');
      await strip.waitFor();
      await sound(page, `promise-strip-${lang}-${theme}`);

      await page.getByRole('link', { name: words.page }).click();
      await page.getByRole('row').filter({ hasText: name }).waitFor();
      await sound(page, `promises-mine-${lang}-${theme}`);
      await page.getByRole('link', { name: name }).first().click();
      await page.locator('.promise').getByRole('button', { name: words.kept, exact: true }).click();
      await until('nothing is left to keep', async () => (await strip.count()) === 0);

      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      await lead.page.goto(`${on.server.url}/console/promises`);
      await lead.page.getByRole('heading', { level: 2, name: words.figures }).waitFor();
      await sound(lead.page, `promises-lead-${lang}-${theme}`);
    });
  }
});
