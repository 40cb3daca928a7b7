import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { barriers, sideways } from '../harness/access.js';
import { demoBuyers, PASSWORD } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

describe('Everybody can use it', () => {
  const on = stage();

  for (const lang of ['zh', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      test(`${lang}, ${theme}: the widget on a phone`, async () => {
        const context = await on.browsing.person({ lang, theme, width: 360, height: 640 });
        const widget = await Widget.open(context, on.server, lang);
        assert.deepEqual(await barriers(widget.page), []);
        await widget.ask(lang === 'zh' ? '能开发票吗' : 'Can I get an invoice?', /发票|invoice/);
        await widget.toPerson.click();
        await widget.dialog.getByRole('button', { name: widget.words.queued }).waitFor();
        assert.deepEqual(await barriers(widget.page), []);
        assert.deepEqual(await sideways(widget.page), []);
        await shoot(widget.page, `access-widget-${lang}-${theme}`);
      });
    }

    for (const theme of ['light', 'dark'] as const) {
      test(`${lang}, ${theme}: the console`, async () => {
        const name = (await demoBuyers(on.server.url, lang))[theme === 'light' ? 0 : 1]?.name ?? '';
        const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, {
          as: theme === 'light' ? 0 : 1,
        });
        await widget.ask(lang === 'zh' ? '到哪了' : 'Where is my order?', /\d{6}/);
        await widget.askForPerson();

        const context = await on.browsing.person({ lang, theme });
        const visit = await Console.visit(context, on.server, lang);
        await visit.submit.waitFor();
        await sound(visit.page, `access-signin-${lang}-${theme}`);
        await visit.enter('lead', PASSWORD);
        await visit.there();
        await visit.page.getByText(visit.words.none).waitFor();
        await sound(visit.page, `access-queue-${lang}-${theme}`);
        await visit.open(name);
        await sound(visit.page, `access-waiting-${lang}-${theme}`);
        await visit.claim.click();
        await visit.box.waitFor();
        await widget.say(lang === 'zh' ? '到哪了' : 'Where is my order?');
        await visit.suggestion();
        await sound(visit.page, `access-workbench-${lang}-${theme}`);
        for (const where of ['settings', 'imports'] as const) {
          await visit.page.getByRole('link', { name: visit.words[where] }).click();
          await visit.page.getByRole('heading', { level: 1, name: visit.words[where] }).waitFor();
          await sound(visit.page, `access-${where}-${lang}-${theme}`);
        }
      });
    }

    test(`${lang}: everything that can be set`, async () => {
      const theme = lang === 'zh' ? 'dark' : 'light';
      const context = await on.browsing.person({ lang, theme });
      const admin = await Console.signIn(context, on.server, lang, 'admin');
      for (const section of ['shops', 'inboxes', 'people', 'teams', 'keys', 'webhooks']) {
        await admin.page.goto(`${on.server.url}/console/settings/${section}`);
        await admin.page.getByRole('heading', { level: 2 }).first().waitFor();
        await admin.page.waitForLoadState('networkidle');
        await sound(admin.page, `access-settings-${section}-${lang}-${theme}`);
      }
    });

    test(`${lang}: a shift without a mouse`, async () => {
      const name = (await demoBuyers(on.server.url, lang))[2]?.name ?? '';
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 2 });
      await widget.askForPerson();
      const agent = await Console.signIn(await on.browsing.person({ lang }), on.server, lang, 'agent');
      const { keyboard } = agent.page;
      const chosen = agent.page.getByRole('main').getByRole('heading', { level: 2, name });
      await agent.row(name).waitFor();

      // Down until the buyer is chosen, away and back again, and in.
      await until(`${name} is chosen`, async () => {
        if ((await chosen.count()) > 0) return true;
        await keyboard.press('j');
        return false;
      });
      const isFirst = (await agent.page.locator('[data-row]').first().innerText()).includes(name);
      const [away, back] = isFirst ? ['j', 'k'] : ['k', 'j'];
      await keyboard.press(away);
      await chosen.waitFor({ state: 'detached' });
      await keyboard.press(back);
      await chosen.waitFor();
      await keyboard.press('Enter');
      await agent.box.waitFor();

      // What is asked now is offered an answer: taken, changed, sent.
      await widget.say(lang === 'zh' ? '啥时候发货' : 'When will it ship?');
      const suggested = await agent.suggestion();
      await until('the reply is being written', () =>
        agent.box.evaluate((box) => box === document.activeElement),
      );
      await keyboard.press('Tab');
      await until('the suggestion is in the box', async () => (await agent.box.inputValue()) === suggested);
      await keyboard.press('End');
      await keyboard.type(' :)');
      await keyboard.press('Enter');
      await widget.answer(/ :\)$/);
      await keyboard.press('Escape');
      await keyboard.press('e');
      await until('it is done', async () => (await on.admin.conversationOf(name))?.status === 'resolved');
    });

    test(`${lang}: the widget without a mouse`, async () => {
      const context = await on.browsing.person({ lang });
      const widget = await Widget.open(context, on.server, lang);
      const { keyboard } = widget.page;
      await keyboard.type(lang === 'zh' ? '能开发票吗' : 'Can I get an invoice?');
      await keyboard.press('Enter');
      await widget.answer(/电子发票|invoice as a PDF/);
      await keyboard.press('Escape');
      await widget.box.waitFor({ state: 'detached' });
      await keyboard.press('Enter');
      await widget.box.waitFor();
      assert.equal((await widget.own()).length, 1);
    });
  }
});
