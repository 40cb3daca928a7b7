import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { demoBuyers, type Lang, PASSWORD, Person, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { Robot } from '../harness/robot.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

interface Words {
  agent: string;
  settings: string;
  alerts: string;
  add: string;
  kind: string;
  name: string;
  address: string;
  secret: string;
  save: string;
  test: string;
  sent: string;
  amount: RegExp;
  waits: string;
  approve: string;
  open: string;
  workbench: RegExp;
  over: string;
  fate: RegExp;
  gone: RegExp;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agent: 'agent',
    settings: '设置',
    alerts: '手机提醒',
    add: '添加提醒对象',
    kind: '类型',
    name: '名称',
    address: '机器人地址',
    secret: '加签密钥',
    save: '保存',
    test: '发测试提醒',
    sent: '已发送',
    amount: /¥45\b/,
    waits: '等待您决定的申请',
    approve: '同意',
    open: '打开会话',
    workbench: /^工作台/,
    over: '这条申请已有结果',
    fate: /于 .+ 同意$/,
    gone: /审批|申请/,
  },
  en: {
    agent: 'agent3',
    settings: 'Settings',
    alerts: 'Alerts',
    add: 'Add a target',
    kind: 'Kind',
    name: 'Name',
    address: 'Address of the robot',
    secret: 'Signing secret',
    save: 'Save',
    test: 'Send a test',
    sent: 'Sent',
    amount: /\$45\.00/,
    waits: 'This waits for you',
    approve: 'Approve',
    open: 'Open conversation',
    workbench: /^Workbench/,
    over: 'This has ended',
    fate: /^Approved by .+/,
    gone: /approval/i,
  },
};

describe('What cannot wait reaches the phone', () => {
  const on = stage({ MIAOHUI_WEBHOOKS__ALLOW_PRIVATE_ADDRESSES: 'true' });
  const robots: Partial<Record<Lang, Robot>> = {};

  before(async () => {
    for (const lang of ['zh', 'en'] as const) robots[lang] = await Robot.open('SEC-of-the-group');
  });
  after(() => {
    for (const robot of Object.values(robots)) robot.close();
  });

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    const words = WORDS[lang];

    test(`${lang}, ${theme}: an administrator adds a robot and sends a test`, async () => {
      const robot = robots[lang] as Robot;
      const admin = await Console.signIn(await on.browsing.person({ lang, theme }), on.server, lang, 'admin');
      const { page } = admin;
      const shops = await on.admin.ask<{ id: string; key: string }[]>('GET', '/shops');
      const shop = shops.find(({ key }) => key === SHOP[lang])?.id ?? '';
      await page.getByRole('link', { name: words.settings }).click();
      await page.getByRole('link', { name: words.alerts, exact: true }).click();
      await page.locator('.panel select').first().selectOption(shop);
      await sound(page, `alerts-empty-${lang}-${theme}`);
      await page.getByRole('button', { name: words.add }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel(words.kind, { exact: true }).selectOption('dingtalk');
      await form.getByLabel(words.name, { exact: true }).fill('Leads');
      await form.getByLabel(words.address, { exact: true }).fill(robot.address);
      await form.getByLabel(words.secret, { exact: true }).fill(robot.secret);
      await sound(page, `alerts-form-${lang}-${theme}`);
      await form.getByRole('button', { name: words.save, exact: true }).click();
      await page.getByRole('button', { name: words.test }).click();
      await page.getByText(words.sent, { exact: true }).waitFor();
      assert.equal(robot.said.length, 1);
      await sound(page, `alerts-sent-${lang}-${theme}`);
      const shown = await page.content();
      assert.ok(!shown.includes('token-of-the-group') && !shown.includes(robot.secret), 'nothing is told');
    });

    test(`${lang}, ${theme}: a lead approves on the phone, and the run goes on`, async () => {
      const robot = robots[lang] as Robot;
      const { name } = (await demoBuyers(on.server.url, lang))[0] ?? { name: '' };
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 0 });
      await widget.ask(lang === 'zh' ? '请问可以刻字吗' : 'could you engrave my name on it?', /./);
      await widget.askForPerson();
      const agent = await Person.signIn(on.server.url, words.agent);
      const conversation = await until('the conversation is there', () => agent.conversationOf(name));
      await agent.ask('POST', `/conversations/${conversation.id}/claim`);
      const inputs = { amount: 4500, days: 7, reason: 'service' };
      const start = { flow: 'coupon', inputs, client_key: `phone-${lang}` };
      const run = await agent.ask<{ id: string; state: string }>(
        'POST',
        `/conversations/${conversation.id}/flows`,
        start,
      );
      assert.equal(run.state, 'awaiting_approval');

      const told = await until('the robot is told', () =>
        robot.said.find((text) => /approvals\?id=/.test(text)),
      );
      assert.match(told, words.amount);
      assert.ok(!told.includes(name), `the buyer is not named: ${told}`);
      const link = /\((http[^)]+)\)/.exec(told)?.[1] ?? '';

      // The phone is signed in to nothing: the link leads there all the same.
      const phone = await on.browsing.person({ lang, theme, width: 390, height: 844 });
      const page = await phone.newPage();
      await page.goto(link);
      const lead = Console.at(page, lang);
      await lead.submit.waitFor();
      await sound(page, `phone-signin-${lang}-${theme}`);
      await lead.enter('lead', PASSWORD);
      const asked = page.getByRole('region', { name: words.waits });
      await asked.getByText(words.amount).first().waitFor();
      await sound(page, `phone-approval-${lang}-${theme}`);
      const button = asked.getByRole('button', { name: words.approve, exact: true });
      const box = await button.boundingBox();
      assert.ok(box && box.height >= 44 && box.y + box.height <= 844, 'a thumb finds it without scrolling');
      await button.click();
      const over = page.getByRole('region', { name: words.over });
      await over.getByText(words.fate).waitFor();
      await sound(page, `phone-approved-${lang}-${theme}`);
      await until('the run goes on', async () => {
        const now = await agent.ask<{ state: string }>('GET', `/flow-runs/${run.id}`);
        return now.state === 'completed';
      });
      // What it is about opens beside it, on the phone one thing at a time.
      await over.getByRole('link', { name: words.open }).click();
      await page.getByRole('main').getByRole('heading', { level: 2, name }).waitFor();
      await lead.log.waitFor();
      await sound(page, `phone-conversation-${lang}-${theme}`);
      await page.getByRole('navigation').getByRole('link', { name: words.workbench }).click();
      await lead.queue.waitFor();
      await sound(page, `phone-queue-${lang}-${theme}`);
      // The same link, opened again, says how it ended.
      await page.goto(link);
      await over.getByText(words.fate).waitFor();
      await page.goto(link.replace(/id=.*/, 'id=00000000-0000-7000-8000-000000000000'));
      await page.getByText(words.gone).last().waitFor();
      await sound(page, `phone-no-approval-${lang}-${theme}`);
    });
  }
});
