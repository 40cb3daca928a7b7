import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { demoBuyers } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

describe('Networks fail and servers are killed', () => {
  const on = stage();

  /** What the server keeps of a buyer's own words. */
  async function kept(name: string): Promise<string[]> {
    const found = await until(`the conversation of ${name}`, () => on.admin.conversationOf(name));
    const { messages } = await on.admin.conversation(found.id);
    return messages.filter((message) => message.author === 'buyer').map((message) => message.text);
  }

  test('a buyer writes without a network, and it arrives by itself, once and in order', async () => {
    const [buyer] = await demoBuyers(on.server.url, 'zh');
    const context = await on.browsing.person({ lang: 'zh' });
    const widget = await Widget.open(context, on.server, 'zh', { as: 0 });
    await widget.say('第一句');
    await widget.allSent();

    await context.setOffline(true);
    await widget.dialog.getByText(widget.words.offline).waitFor();
    for (const text of ['第二句，没有网', '第三句，没有网']) await widget.say(text);
    await widget.dialog.getByText(widget.words.later).first().waitFor();
    await shoot(widget.page, 'network-buyer-offline');
    await context.setOffline(false);
    await widget.allSent();
    const said = ['第一句', '第二句，没有网', '第三句，没有网'];
    assert.deepEqual(await widget.own(), said);
    assert.deepEqual(await kept(buyer?.name ?? ''), said);
  });

  test('the server is killed while a buyer writes: nothing is lost, nothing is said twice', async () => {
    const [, buyer] = await demoBuyers(on.server.url, 'zh');
    const context = await on.browsing.person({ lang: 'zh' });
    const widget = await Widget.open(context, on.server, 'zh', { as: 1 });
    const said: string[] = [];
    for (let round = 1; round <= 3; round++) {
      const acknowledged = `第 ${round} 轮，已经送达`;
      await widget.say(acknowledged);
      await widget.allSent();
      // On its way while the power goes out: whether it got there, nobody knows.
      const [justSent, unsent] = [`第 ${round} 轮，刚刚发出`, `第 ${round} 轮，断线之后`];
      await Promise.all([widget.say(justSent), on.server.kill()]);
      await widget.say(unsent);
      said.push(acknowledged, justSent, unsent);
      await on.server.launch();
      await widget.allSent();
      assert.deepEqual(await widget.own(), said);
      assert.deepEqual(await kept(buyer?.name ?? ''), said);
    }
    await shoot(widget.page, 'network-buyer-killed');
  });
});
