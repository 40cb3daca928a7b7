import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { barriers, sideways } from '../harness/access.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { stage } from '../harness/stage.js';

const WORDS = {
  zh: {
    drop: '把文件拖到这里：商品页、公告、政策、问答表',
    proposed: '新建议',
    unchanged: '没变',
    products: '从商品学习',
    dialogues: '从会话学习',
    looked: '看过',
    macros: /带有宏/,
    first:
      '# 到店自提\n\n## 能到店自提吗？\n能，周一到周五 9:00–18:00。\n\n## 自提地址\n嘉兴市南湖区展示中心一楼。\n',
    later:
      '# 到店自提\n\n## 能到店自提吗？\n能，周一到周五 10:00–17:00。\n\n## 自提地址\n嘉兴市南湖区展示中心一楼。\n',
  },
  en: {
    drop: 'Drop a file here: a product page, a notice, a policy, a table of questions',
    proposed: 'New proposals',
    unchanged: 'Unchanged',
    products: 'Learn from products',
    dialogues: 'Learn from conversations',
    looked: 'Looked at',
    macros: /macros/,
    first:
      '# Showroom\n\n## Can I visit the showroom?\nYes, on weekdays from 9:00 to 18:00.\n\n## Showroom address\nPier 4.\n',
    later:
      '# Showroom\n\n## Can I visit the showroom?\nYes, on weekdays from 10:00 to 17:00.\n\n## Showroom address\nPier 4.\n',
  },
} as const;

describe('Learning from what there is', () => {
  const on = stage();

  for (const lang of ['zh', 'en'] as const) {
    test(`${lang}: a file becomes proposals, and a second time only what changed`, async () => {
      const words = WORDS[lang];
      const theme = lang === 'zh' ? 'light' : 'dark';
      const context = await on.browsing.person({ lang, theme });
      const senior = await Console.signIn(context, on.server, lang, 'senior');
      const { page } = senior;
      await page.goto(`${on.server.url}/console/knowledge/documents`);
      const file = page.locator('input[type=file]');
      await file.waitFor({ state: 'attached' });
      await shoot(page, `documents-${lang}-empty`);
      const send = (name: string, text: string) =>
        file.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
      await send('visit.md', words.first);
      await count(page, words.proposed, 2);
      await page.getByRole('cell', { name: 'visit.md' }).waitFor();
      await send('visit.md', words.first);
      await count(page, words.unchanged, 2);
      await send('visit.md', words.later);
      await count(page, words.unchanged, 1);
      await send('visit.docm', words.first);
      await page.getByRole('alert').filter({ hasText: words.macros }).waitFor();
      await page.getByRole('button', { name: words.products }).click();
      await page.getByText(words.looked).waitFor();
      assert.deepEqual(await barriers(page), []);
      assert.deepEqual(await sideways(page), []);
      await shoot(page, `documents-${lang}-${theme}`);
      await page.getByRole('button', { name: words.dialogues }).click();
      await count(page, words.looked, '[01]');
    });
  }

  test('who only answers does not see it', async () => {
    const context = await on.browsing.person({ lang: 'zh' });
    const agent = await Console.signIn(context, on.server, 'zh', 'agent');
    await agent.page.goto(`${on.server.url}/console/knowledge/documents`);
    await agent.page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await agent.page.getByText(WORDS.zh.drop).count(), 0);
  });
});

/** Waits until a report says so. */
async function count(page: Page, name: string, wanted: number | string): Promise<void> {
  const figure = page.locator('.report .figs > div').filter({ hasText: name }).locator('dd');
  await figure
    .filter({ hasText: new RegExp(`^${wanted}$`) })
    .first()
    .waitFor();
}
