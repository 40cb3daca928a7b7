import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { sign } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { picture } from '../harness/picture.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

/** Each would leave a trace if a page took it for anything but text. */
const MARKUP = [
  '<img src=x onerror="window.executed=1">',
  '<script>window.executed=1</script>',
  '"><svg onload=window.executed=1>',
  '[x](javascript:window.executed=1) javascript:window.executed=1',
  '{{constructor.constructor("window.executed=1")()}}',
];
const NAME = '<b onmouseover="window.executed=1">买家</b><img src=x onerror="window.executed=1">';
const FILE = '<img src=x onerror=window.executed=1>.png';

describe('Markup is text', () => {
  const on = stage();

  test('in what is said, in names and in names of files, on both sides', async () => {
    const token = sign(await on.admin.secretOf('zh'), { sub: 'markup-1', name: NAME });
    const context = await on.browsing.person({ lang: 'zh' });
    const widget = await Widget.openOwn(context, on.server, 'zh', token);
    for (const text of MARKUP) await widget.say(text);
    await widget.attach(picture(FILE));
    await widget.box.press('Enter');
    await widget.allSent();
    const own = await widget.own();
    assert.deepEqual(own.slice(0, MARKUP.length), MARKUP);
    await until('the picture is shown', () => widget.log.getByRole('button', { name: /onerror/ }).count());
    await nothingRan(widget.page);
    await shoot(widget.page, 'markup-buyer');

    // The same seen from the desk; and what a person with such a name writes, seen by the buyer.
    await on.admin.rename('agent2', NAME);
    const agent = await Console.signIn(await on.browsing.person({ lang: 'zh' }), on.server, 'zh', 'agent2');
    await widget.askForPerson();
    await agent.open(NAME);
    const said = await agent.said();
    for (const text of MARKUP) assert(said.includes(text), `${text} is shown as it was written`);
    await agent.picture(FILE).waitFor();
    await agent.claim.click();
    for (const text of MARKUP) await agent.say(text);
    await agent.note(MARKUP[0] ?? '');
    await agent.attach(picture(FILE));
    await agent.box.press('Enter');
    await until('the buyer sees it all', async () => {
      const lines = await widget.since();
      return MARKUP.every((text) => lines.some((line) => line.text === text && line.speaker.includes(NAME)));
    });
    await nothingRan(agent.page);
    await nothingRan(widget.page);
    await shoot(agent.page, 'markup-agent');
    await shoot(widget.page, 'markup-buyer-answered');
  });
});

/** No script of the text ran, and no element was made of it. */
async function nothingRan(page: Page): Promise<void> {
  const executed = await page.evaluate(() => (window as { executed?: number }).executed);
  assert.equal(executed, undefined, 'something in a text was executed');
  assert.equal(
    await page.locator('img[src="x"], [onerror], [onload], [onmouseover], a[href^="javascript"]').count(),
    0,
  );
}
