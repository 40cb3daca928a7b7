import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { barriers, sideways } from '../harness/access.js';
import { shoot } from '../harness/browser.js';
import { stage } from '../harness/stage.js';
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
