import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { demoBuyers, type Lang } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { Widget } from '../harness/widget.js';

interface Words {
  settings: string;
  authority: string;
  caseOf: (row: number) => string;
  save: string;
  saved: string;
  version: RegExp;
  own: string;
  notAmount: string;
  shop: string;
  empty: string;
  raise: string;
  why: string;
  raised: RegExp;
  asks: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    settings: '设置',
    authority: '权限额度',
    caseOf: (row) => `单次 · 第 ${row} 行`,
    save: '保存',
    saved: '已保存',
    version: /^第 1 版/,
    own: '组长不能改动自己及上级的额度。',
    notAmount: '这不是金额。',
    shop: '店铺',
    empty: '没有等待审批的申请',
    raise: '提高额度',
    why: '原因',
    raised: /^额度已提高至/,
    asks: '请问可以刻字吗',
  },
  en: {
    settings: 'Settings',
    authority: 'Authority',
    caseOf: (row) => `Per case · Row ${row}`,
    save: 'Save',
    saved: 'Saved',
    version: /^Version 1/,
    own: 'A lead leaves their own limits and those above them as they are.',
    notAmount: 'This is not an amount.',
    shop: 'Shop',
    empty: 'Nothing waits for approval',
    raise: 'Raise limits',
    why: 'Why',
    raised: /^Limits raised until/,
    asks: 'could you engrave my name on it?',
  },
};

describe('A shop says what may be given away', () => {
  const on = stage();

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    const words = WORDS[lang];

    test(`${lang}, ${theme}: limits are set, and what cannot be is said at its field`, async () => {
      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      const { page } = lead;
      await page.getByRole('link', { name: words.settings }).click();
      await page.getByRole('link', { name: words.authority, exact: true }).click();
      await page.getByLabel(words.shop, { exact: true }).selectOption({ index: lang === 'zh' ? 0 : 1 });
      const agents = page.getByLabel(words.caseOf(2), { exact: true });
      await agents.waitFor();
      await sound(page, `authority-${lang}-${theme}`);

      await agents.fill('much');
      await page.getByRole('button', { name: words.save, exact: true }).click();
      await page.getByRole('alert').filter({ hasText: words.notAmount }).waitFor();
      assert.equal(await agents.getAttribute('aria-invalid'), 'true');
      await agents.fill('30.50');
      const own = page.getByLabel(words.caseOf(4), { exact: true });
      const before = await own.inputValue();
      await own.fill('900');
      await page.getByRole('button', { name: words.save, exact: true }).click();
      await page.getByRole('alert').filter({ hasText: words.own }).waitFor();
      await sound(page, `authority-refused-${lang}-${theme}`);
      await own.fill(before);
      await page.getByRole('button', { name: words.save, exact: true }).click();
      await page.getByText(words.version).waitFor();
      assert.equal(await page.getByLabel(words.caseOf(2), { exact: true }).inputValue(), '30.50');
    });

    test(`${lang}, ${theme}: approvals fit a phone`, async () => {
      const person = await on.browsing.person({ lang, theme, width: 360, height: 740 });
      const { page } = await Console.signIn(person, on.server, lang, 'lead');
      await page.goto(`${on.server.url}/console/approvals`);
      await page.getByText(words.empty, { exact: true }).waitFor();
      await sound(page, `approvals-empty-${lang}-${theme}`);
    });

    test(`${lang}, ${theme}: a lead raises the limits of one conversation`, async () => {
      const buyer = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      await buyer.ask(words.asks, /./);
      await buyer.askForPerson();
      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      const { page } = lead;
      await lead.open((await demoBuyers(on.server.url, lang))[0]?.name ?? '');
      await page.getByRole('button', { name: words.raise }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel(words.why, { exact: true }).fill('…');
      await sound(page, `raise-${lang}-${theme}`);
      await form.getByRole('button', { name: words.raise, exact: true }).click();
      await page.getByText(words.raised).waitFor();
      await sound(page, `raised-${lang}-${theme}`);
    });
  }
});
