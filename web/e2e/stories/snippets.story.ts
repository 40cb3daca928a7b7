import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { demoBuyers, type Lang, SHOP } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  /** What is typed, and the title it finds. */
  typed: string;
  title: string;
  shortcut: string;
  heading: string;
  starter: string;
  add: string;
  unedited: RegExp;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    // The initials of 投诉安抚, which are not its shortcut.
    typed: '/tsaf',
    title: '投诉安抚',
    shortcut: 'af',
    heading: '快捷话术',
    starter: '常见问题话术',
    add: '添加',
    unedited: /已连续 \d+ 条/,
  },
  en: {
    agent: 'agent3',
    typed: '/calm',
    title: 'Calming a complaint',
    shortcut: 'sorry',
    heading: 'Snippets',
    starter: 'Starter set',
    add: 'Add',
    unedited: /snippets in a row/,
  },
};

describe('Snippets', () => {
  const on = stage();

  before(async () => {
    await on.admin.setHours('zh', 'always');
    await on.admin.setHours('en', 'always');
  });

  for (const lang of ['zh', 'en'] as const) {
    const words = WORDS[lang];

    test(`${lang}: kept on their page`, async () => {
      const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
      const shop = shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
      for (const theme of ['light', 'dark'] as const) {
        const context = await on.browsing.person({ lang, theme });
        const { page } = await Console.signIn(context, on.server, lang, 'lead');
        await page.goto(`${on.server.url}/console/knowledge/snippets?shop=${shop}`);
        await page.getByRole('heading', { level: 2, name: words.heading, exact: true }).waitFor();
        if (theme === 'light') {
          await page.getByRole('button', { name: words.starter }).first().click();
          await page.getByRole('dialog').getByRole('button', { name: words.add, exact: true }).click();
        }
        await page.getByRole('cell', { name: words.title }).first().waitFor();
        await page.locator('.coverage').getByText('%').first().waitFor();
        await sound(page, `snippets-page-${lang}-${theme}`);
        for (const summary of await page.locator('.coverage summary').all()) await summary.click();
        await sound(page, `snippets-coverage-${lang}-${theme}`);
        const row = page.getByRole('row').filter({ hasText: words.title }).first();
        await row.getByRole('combobox').selectOption('3');
        await row.getByRole('button').first().click();
        await page.getByRole('dialog').waitFor();
        await sound(page, `snippets-form-${lang}-${theme}`);
      }
    });

    test(`${lang}: typed, found, changed, sent`, async () => {
      const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
      const shop = shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
      await on.admin.ask('POST', `/shops/${shop}/snippets/starter`);
      const [{ name } = { name: '' }] = await demoBuyers(on.server.url, lang);
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      await widget.askForPerson();
      const theme = lang === 'zh' ? 'light' : 'dark';
      const context = await on.browsing.person({ lang, theme });
      const agent = await Console.signIn(context, on.server, lang, words.agent);
      await agent.open(name);
      await agent.claim.click();
      await agent.box.waitFor();
      const box = agent.composer.locator('textarea');
      const { keyboard } = agent.page;
      const options = agent.composer.getByRole('option');

      // A slash shows what there is; letters narrow it down; Escape leaves what was typed.
      await box.focus();
      await keyboard.type('/');
      await options.nth(5).waitFor();
      await keyboard.press('ArrowDown');
      await agent.composer.locator('[role=option][aria-selected=true]').waitFor();
      await sound(agent.page, `snippets-slash-${lang}-${theme}`);
      await keyboard.press('Escape');
      await options.first().waitFor({ state: 'detached' });
      assert.equal(await box.inputValue(), '/');

      // Typed fast, taken at once, changed and sent.
      await box.fill('');
      await keyboard.type(words.typed);
      await keyboard.press('Enter');
      const filled = await until('the snippet is filled in', async () => {
        const text = await box.inputValue();
        return text.includes(agent.name) && text;
      });
      assert(filled.includes(name) && !filled.includes('{'), filled);
      await keyboard.press('End');
      await keyboard.type(' :)');
      await shoot(agent.page, `snippets-filled-${lang}`);
      await keyboard.press('Enter');
      await widget.answer(/ :\)$/);

      // On a key of one's own, as often as one likes; too often as it stands is warned of, and goes out all the same.
      const own = await agent.page.evaluate(async (shortcut) => {
        const found = await fetch(`/api/v1/snippets?text=/${shortcut}`);
        return ((await found.json()) as { snippets: { id: string }[] }).snippets[0]?.id;
      }, words.shortcut);
      await agent.page.evaluate(async (id) => {
        await fetch(`/api/v1/snippets/${id}/hotkey`, {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ hotkey: 1 }),
        });
      }, own);
      await agent.page.reload();
      await agent.box.waitFor();
      const fresh = agent.composer.locator('textarea');
      // The key works once the page knows whose it is.
      await fresh.fill('/');
      await options.getByText('Alt 1').waitFor();
      await fresh.fill('');
      await options.first().waitFor({ state: 'detached' });
      for (let sent = 0; sent < 5; sent++) {
        await fresh.focus();
        await keyboard.press('Alt+1');
        await until('the key writes the snippet', async () => (await fresh.inputValue()) !== '');
        await keyboard.press('Enter');
        await until('it is sent', async () => (await fresh.inputValue()) === '');
      }
      await widget.allSent();
      await fresh.focus();
      await keyboard.press('Alt+1');
      await agent.composer.getByText(words.unedited).waitFor();
      await sound(agent.page, `snippets-warned-${lang}-${theme}`);
      await keyboard.press('Enter');
      await until('nothing is blocked', async () => (await fresh.inputValue()) === '');
    });
  }
});
