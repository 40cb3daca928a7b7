import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { type Lang, Person, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { PushService } from '../harness/push-service.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';

const WORDS = {
  zh: {
    login: 'agent',
    mine: '我的通知',
    on: '在本设备开启通知',
    allow: '开启',
    here: '本设备',
    test: '发测试通知',
    tested: /测试通知/,
    sent: /送到推送服务/,
    settings: '设置',
    part: '备班与应急',
    add: '添加备班人员',
    person: '同事',
    save: '保存',
    call: '呼叫备班',
    called: /呼叫了备班/,
    came: /到岗$/,
    declare: '宣布应急',
    crisis: /应急中：/,
    end: '结束应急',
    workbench: /^工作台/,
  },
  en: {
    login: 'agent3',
    mine: 'My notices',
    on: 'Turn on notices here',
    allow: 'Turn on',
    here: 'This device',
    test: 'Send a test',
    tested: /a test/,
    sent: /with the push service/,
    settings: 'Settings',
    part: 'Standby & crisis',
    add: 'Add somebody',
    person: 'Colleague',
    save: 'Save',
    call: 'Call standby',
    called: /called standby/,
    came: / came at /,
    declare: 'Declare a crisis',
    crisis: /^Crisis in/,
    end: 'End the crisis',
    workbench: /^Workbench/,
  },
};

/** What the worker of the page does with a push that came from outside: it is given one as the browser would. */
async function deliver(context: BrowserContext, page: Page, data: object): Promise<string[]> {
  const browser = await context.newCDPSession(page);
  const registered = new Promise<string>((found) => {
    browser.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) found(first.registrationId);
    });
  });
  await browser.send('ServiceWorker.enable');
  const origin = new URL(page.url()).origin;
  await browser.send('ServiceWorker.deliverPushMessage', {
    origin,
    registrationId: await registered,
    data: JSON.stringify(data),
  });
  return until('the notice is shown', async () => {
    const titles = await page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map((one) => one.title);
    });
    return titles.length > 0 && titles;
  });
}

describe('Whoever is needed is told on a device of their own', () => {
  const on = stage({ MIAOHUI_WEBHOOKS__ALLOW_PRIVATE_ADDRESSES: 'true' });
  const services: Partial<Record<Lang, PushService>> = {};

  before(async () => {
    for (const lang of ['zh', 'en'] as const) services[lang] = await PushService.open();
  });
  after(() => {
    for (const service of Object.values(services)) service.close();
  });

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    test(`${lang}, ${theme}: notices are turned on, and a standby call arrives`, async () => {
      const words = WORDS[lang];
      const service = services[lang] as PushService;
      const phone = await on.browsing.person({ lang, theme, width: 390, height: 844 });
      await service.serve(phone);
      const agent = await Console.signIn(phone, on.server, lang, words.login);
      const { page } = agent;
      await page.getByRole('link', { name: words.mine }).click();
      await page.getByRole('button', { name: words.on }).waitFor();
      await sound(page, `devices-empty-${lang}-${theme}`);
      await page.getByRole('button', { name: words.on }).click();
      const form = page.getByRole('dialog');
      await form.getByRole('button', { name: words.allow, exact: true }).waitFor();
      await sound(page, `devices-form-${lang}-${theme}`);
      await form.getByRole('button', { name: words.allow, exact: true }).click();
      await page.getByText(words.here, { exact: true }).waitFor();
      await page.getByRole('button', { name: words.test }).click();
      const test = await until('the test arrives', () => service.shown[0]);
      assert.match(test.title, words.tested);
      await page.getByText(words.sent).waitFor();
      await sound(page, `devices-on-${lang}-${theme}`);
      assert.deepEqual(await deliver(phone, page, test), [test.title]);

      // A lead has them stand by, and calls them in once they are gone.
      const lead = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'lead');
      const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
      const shop = shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
      await lead.page.getByRole('link', { name: words.settings }).click();
      await lead.page.getByRole('link', { name: words.part, exact: true }).click();
      await lead.page.locator('.panel select').first().selectOption(shop);
      await lead.page.getByRole('button', { name: words.add }).click();
      const standby = lead.page.getByRole('dialog');
      await standby.getByLabel(words.person).selectOption({ label: agent.name });
      const [from, to] = await standby.locator('input[type=text], input:not([type])').all();
      await from?.fill('00:00');
      await to?.fill('24:00');
      await sound(lead.page, `standby-form-${lang}-${theme}`);
      await standby.getByRole('button', { name: words.save, exact: true }).click();
      await standby.waitFor({ state: 'detached' });
      const person = await Person.signIn(on.server.url, words.login);
      await person.ask('PUT', '/session/presence', { presence: 'offline' });
      await lead.page.getByRole('button', { name: words.call, exact: true }).click();
      const called = await until('the call arrives', () => service.shown[1]);
      assert.ok(called.text.includes(agent.name) && !called.title.includes('*'), JSON.stringify(called));
      await person.ask('PUT', '/session/presence', { presence: 'online' });
      await lead.page.getByText(words.came).waitFor();
      await sound(lead.page, `standby-called-${lang}-${theme}`);

      // A crisis is told to everybody.
      await lead.page.getByRole('button', { name: words.declare, exact: true }).click();
      await lead.page.getByRole('dialog').getByRole('button', { name: words.declare, exact: true }).click();
      await lead.page.getByRole('button', { name: words.end }).waitFor();
      await sound(lead.page, `crisis-${lang}-${theme}`);
      await page.getByRole('navigation').getByRole('link', { name: words.workbench }).click();
      await page.getByText(words.crisis).waitFor();
      await page.getByText(words.called).waitFor();
      await sound(page, `crisis-queue-phone-${lang}-${theme}`);
      await lead.page.getByRole('navigation').getByRole('link', { name: words.workbench }).click();
      await lead.page.getByText(words.crisis).waitFor();
      await sound(lead.page, `crisis-queue-${lang}-${theme}`);
      await lead.page.goBack();
      await lead.page.locator('.panel select').first().selectOption(shop);
      await lead.page.getByRole('button', { name: words.end }).click();
      await page.getByText(words.crisis).waitFor({ state: 'detached' });
    });
  }
});
