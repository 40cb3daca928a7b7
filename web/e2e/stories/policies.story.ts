import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Lang, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';

interface Words {
  shop: string;
  shopName: string;
  add: string;
  kind: string;
  policyId: string;
  months: string;
  save: string;
  edit: string;
  end: string;
  missing: RegExp;
  holds: string;
  over: string;
  byHand: RegExp;
  service: string;
  editService: string;
  returnDays: string;
  tooLarge: RegExp;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    shop: '店铺',
    shopName: '青禾巷',
    add: '添加政策',
    kind: '类型',
    policyId: '政策编码',
    months: '月数',
    save: '保存',
    edit: '修改',
    end: '终止',
    missing: /必填/,
    holds: '生效中',
    over: '已结束',
    byHand: /手动录入于/,
    service: '服务规则',
    editService: '编辑服务规则',
    returnDays: '签收后可退货天数',
    tooLarge: /3650/,
  },
  en: {
    shop: 'Shop',
    shopName: 'Harbor & Pine',
    add: 'Add a policy',
    kind: 'Kind',
    policyId: 'Id of the policy',
    months: 'Months',
    save: 'Save',
    edit: 'Edit',
    end: 'End',
    missing: /required/,
    holds: 'Holds',
    over: 'Over',
    byHand: /entered by a person/,
    service: 'Service policy',
    editService: 'Edit the service policy',
    returnDays: 'Days after delivery to send back',
    tooLarge: /3650/,
  },
};

interface Term {
  policy_id: string;
  months: number | null;
  valid_until: string | null;
}

describe('A shop says on what terms it sells', () => {
  const on = stage();
  const shopOf = async (lang: Lang) => {
    const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
    return shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
  };

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    const words = WORDS[lang];

    test(`${lang}, ${theme}: a lead adds a policy, changes it and ends it`, async () => {
      const { page } = await Console.signIn(
        await on.browsing.person({ lang, theme }),
        on.server,
        lang,
        'lead',
      );
      const shop = await shopOf(lang);
      const kept = async () =>
        (await on.admin.ask<Term[]>('GET', `/shops/${shop}/policies`)).find(
          ({ policy_id }) => policy_id === 'W-1',
        );
      await page.goto(`${on.server.url}/console/settings/policies`);
      await page.getByLabel(words.shop, { exact: true }).selectOption({ label: words.shopName });
      await page.getByRole('button', { name: words.add }).first().click();
      const form = page.getByRole('dialog');
      await form.getByLabel(words.kind, { exact: true }).selectOption('warranty');
      await form.getByLabel(words.policyId).fill('W-1');
      await form.getByRole('button', { name: words.save, exact: true }).click();
      await form.getByRole('alert').filter({ hasText: words.missing }).waitFor();
      assert.equal(await form.getByLabel(words.months).getAttribute('aria-invalid'), 'true');
      await sound(page, `policies-refused-${lang}-${theme}`);
      await form.getByLabel(words.months).fill('12');
      await form.getByRole('button', { name: words.save, exact: true }).click();
      await form.waitFor({ state: 'detached' });
      const row = page.getByRole('listitem').filter({ hasText: 'W-1' });
      await row.getByText(words.holds, { exact: true }).waitFor();
      await row.getByText(words.byHand).waitFor();
      assert.equal((await kept())?.months, 12);
      await sound(page, `policies-${lang}-${theme}`);

      await row.getByRole('button', { name: words.edit }).click();
      assert.equal(await form.getByLabel(words.months).inputValue(), '12');
      await form.getByLabel(words.months).fill('24');
      await form.getByRole('button', { name: words.save, exact: true }).click();
      await row.getByText('24').waitFor();

      await row.getByRole('button', { name: words.end }).click();
      await sound(page, `policies-end-${lang}-${theme}`);
      await form.getByRole('button', { name: words.end, exact: true }).click();
      await row.getByText(words.over, { exact: true }).waitFor();
      assert((await kept())?.valid_until, 'it has an end');
    });

    test(`${lang}, ${theme}: the service policy is set on a phone`, async () => {
      const person = await on.browsing.person({ lang, theme, width: 390, height: 780 });
      const { page } = await Console.signIn(person, on.server, lang, 'admin');
      await page.goto(`${on.server.url}/console/settings/policies`);
      await page.getByLabel(words.shop, { exact: true }).selectOption({ label: words.shopName });
      const panel = page.getByRole('region', { name: words.service, exact: true });
      await panel.getByRole('button', { name: words.editService }).click();
      const form = page.getByRole('dialog');
      const days = form.getByLabel(words.returnDays);
      await days.fill('4000');
      await form.getByRole('button', { name: words.save, exact: true }).click();
      await form.getByRole('alert').filter({ hasText: words.tooLarge }).waitFor();
      assert.equal(await days.getAttribute('aria-invalid'), 'true');
      await sound(page, `service-refused-${lang}-${theme}`);
      await days.fill('15');
      await form.getByRole('button', { name: words.save, exact: true }).click();
      await form.waitFor({ state: 'detached' });
      await panel.getByText(/15/).first().waitFor();
      await sound(page, `service-${lang}-${theme}`);
      const settings = await on.admin.ask<{ service: { return_days: number } }>(
        'GET',
        `/shops/${await shopOf(lang)}/settings`,
      );
      assert.equal(settings.service.return_days, 15);
    });
  }
});
