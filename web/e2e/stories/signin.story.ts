import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PASSWORD } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { stage } from '../harness/stage.js';

const WRONG = { zh: /登录名或密码不对/, en: /name or the password is wrong/ } as const;

describe('Signing in', () => {
  const on = stage();

  for (const lang of ['zh', 'en'] as const) {
    test(`${lang}: a wrong password is told, the right one opens the workbench`, async () => {
      const visit = await Console.visit(await on.browsing.person({ lang }), on.server, lang);
      await visit.enter('agent', 'not-the-password');
      await visit.page.getByRole('alert').filter({ hasText: WRONG[lang] }).waitFor();
      await shoot(visit.page, `signin-${lang}-wrong`);
      await visit.enter('agent', PASSWORD);
      await visit.there();
    });
  }

  test('signing out ends it in every tab and browser', async () => {
    const desk = await on.browsing.person({ lang: 'zh' });
    const first = await Console.signIn(desk, on.server, 'zh', 'senior');
    const second = await Console.visit(desk, on.server, 'zh');
    await second.there();
    const elsewhere = await Console.signIn(
      await on.browsing.person({ lang: 'en' }),
      on.server,
      'en',
      'senior',
    );
    await first.signOut();
    await Promise.all([first, second, elsewhere].map((page) => page.submit.waitFor()));
  });

  test('a session that has ended leads to the sign-in', async () => {
    const context = await on.browsing.person({ lang: 'zh' });
    const agent = await Console.signIn(context, on.server, 'zh', 'agent2');
    await context.clearCookies();
    // Another view is asked for; unless the page has noticed before.
    await agent.page.keyboard.press('2');
    await agent.submit.waitFor();
    await agent.enter('agent2', PASSWORD);
    await agent.there();
  });

  test('a session that ended while the network was away leads to the sign-in by itself', async () => {
    const context = await on.browsing.person({ lang: 'zh' });
    const agent = await Console.signIn(context, on.server, 'zh', 'agent2');
    await context.setOffline(true);
    await agent.page.getByText(agent.words.offline).waitFor();
    await context.clearCookies();
    await context.setOffline(false);
    await agent.submit.waitFor();
  });

  test('settings are shown to those who may change them, and to nobody else', async () => {
    const sections: Record<string, string[]> = {
      agent: [],
      senior: [],
      lead: ['政策与服务', '时效', '备班与应急', '权限额度', '消息推送', '流程', '短信'],
      admin: [
        '店铺',
        '接入点',
        '人员',
        '分组',
        '接口密钥',
        '政策与服务',
        '时效',
        '手机提醒',
        '备班与应急',
        '权限额度',
        '消息推送',
        '流程',
        '短信',
      ],
    };
    for (const [login, expected] of Object.entries(sections)) {
      const context = await on.browsing.person({ lang: 'zh' });
      const person = await Console.signIn(context, on.server, 'zh', login);
      const way = person.page.getByRole('link', { name: person.words.settings });
      assert.equal(await way.count(), expected.length > 0 ? 1 : 0, `the way to the settings, for ${login}`);
      // Whoever knows the address sees no more than that.
      await person.page.goto(`${on.server.url}/console/settings/people`);
      await person.page.getByRole('heading', { level: 1, name: person.words.settings }).waitFor();
      const shown = person.page.getByRole('navigation', { name: '设置分类' }).getByRole('link');
      assert.deepEqual(await shown.allInnerTexts(), expected, `what ${login} sees`);
      const people = person.page.getByText('agent2', { exact: true });
      if (login === 'admin') await people.waitFor();
      else assert.equal(await people.count(), 0);
      await context.close();
    }
  });
});
