import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { demoBuyers } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { stage } from '../harness/stage.js';
import { CATCHES_UP_WITHIN, until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

describe('Networks fail and servers are killed', () => {
  const on = stage();

  /** A buyer of the demo and the agent who has taken their conversation. */
  async function talking(place: number): Promise<{ talk: Talk; networks: BrowserContext[] }> {
    const buyer = (await demoBuyers(on.server.url, 'zh'))[place];
    assert(buyer);
    const networks = [await on.browsing.person({ lang: 'zh' }), await on.browsing.person({ lang: 'zh' })];
    const [theirs, ours] = networks as [BrowserContext, BrowserContext];
    const widget = await Widget.open(theirs, on.server, 'zh', { as: place });
    await widget.askForPerson();
    const agent = await Console.signIn(ours, on.server, 'zh', 'agent');
    await agent.open(buyer.name);
    await agent.claim.click();
    await agent.box.waitFor();
    const talk = { widget, agent, name: buyer.name };
    return { talk, networks };
  }

  /** Waits until the server has all of it, each side once and in order, and both pages show just that. */
  async function agrees({ widget, agent, name }: Talk, said: Said): Promise<void> {
    await Promise.all([widget.allSent(), agent.allSent()]);
    const found = await until(`the conversation of ${name}`, () => on.admin.conversationOf(name));
    const { messages } = await on.admin.conversation(found.id);
    const spoken = messages.filter(({ author }) => author === 'buyer' || author === 'agent');
    const of = (author: string) =>
      spoken.filter((message) => message.author === author).map(({ text }) => text);
    assert.deepEqual(of('buyer').slice(1), said.buyer);
    assert.deepEqual(of('agent'), said.agent);
    const all = spoken.map(({ text }) => text);
    const shows = (what: string, look: () => Promise<string[]>) =>
      until(
        `${what} shows what was said: ${all}`,
        async () => (await look()).join('\n') === all.join('\n'),
        CATCHES_UP_WITHIN,
      );
    await shows('the console', () => agent.said());
    await shows('the widget', async () =>
      (await widget.lines()).filter(({ who }) => who !== 'notice').map(({ text }) => text),
    );
  }

  test('both write without a network, and all of it arrives by itself', async () => {
    const { talk, networks } = await talking(0);
    const { widget, agent } = talk;
    await widget.say('有网时的问题');
    await agent.say('有网时的回答');
    await agrees(talk, { buyer: ['有网时的问题'], agent: ['有网时的回答'] });

    await Promise.all(networks.map((network) => network.setOffline(true)));
    await widget.dialog.getByText(widget.words.offline).waitFor();
    await widget.say('没有网时的第一句');
    await agent.say('没有网时的回答一');
    await widget.say('没有网时的第二句');
    await agent.say('没有网时的回答二');
    await widget.dialog.getByText(widget.words.later).first().waitFor();
    await agent.log.getByText(agent.words.pending).first().waitFor();
    await shoot(widget.page, 'network-buyer-offline');
    await shoot(agent.page, 'network-agent-offline');

    await Promise.all(networks.map((network) => network.setOffline(false)));
    await agrees(talk, {
      buyer: ['有网时的问题', '没有网时的第一句', '没有网时的第二句'],
      agent: ['有网时的回答', '没有网时的回答一', '没有网时的回答二'],
    });
  });

  test('the server is killed while both write: nothing is lost, nothing is said twice', async () => {
    const { talk } = await talking(1);
    const { widget, agent } = talk;
    const said: Said = { buyer: [], agent: [] };
    for (let round = 1; round <= 3; round++) {
      const lines = (who: string) =>
        ['已经送达', '刚刚发出', '断线之后'].map((when) => `${who}，第 ${round} 轮，${when}`) as Lines;
      const [buyer, ours] = [lines('买家'), lines('客服')];
      await Promise.all([widget.say(buyer[0]), agent.say(ours[0])]);
      await Promise.all([widget.allSent(), agent.allSent()]);
      // On its way while the power goes out: whether it got there, nobody knows.
      await Promise.all([widget.say(buyer[1]), agent.say(ours[1]), on.server.kill()]);
      await Promise.all([widget.say(buyer[2]), agent.say(ours[2])]);
      await on.server.launch();
      said.buyer.push(...buyer);
      said.agent.push(...ours);
      await agrees(talk, said);
    }
    await shoot(widget.page, 'network-buyer-killed');
    await shoot(agent.page, 'network-agent-killed');
  });

  test('what was written is still there, and goes out, when the page is loaded again', async () => {
    const { talk } = await talking(2);
    const { widget, agent } = talk;
    await on.server.kill();
    await widget.say('断线时写的问题');
    await agent.say('断线时写的回答');
    await on.server.launch();
    await Promise.all([widget.page.reload(), agent.page.reload()]);
    await widget.launcher.click();
    await agrees(talk, { buyer: ['断线时写的问题'], agent: ['断线时写的回答'] });
  });
});

interface Talk {
  widget: Widget;
  agent: Console;
  name: string;
}

/** What each side said, after the buyer's request for a person. */
interface Said {
  buyer: string[];
  agent: string[];
}

type Lines = [string, string, string];
