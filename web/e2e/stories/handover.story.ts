import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { demoBuyers, type Lang } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { picture } from '../harness/picture.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

/** Place in the demo's cast: a parcel that is on its way. */
const IN_TRANSIT = 0;

interface Words {
  /** Two who answer for the shop, by login. */
  agents: [string, string];
  where: string;
  queued: RegExp;
  joined: (name: string) => RegExp;
  edit: string;
  buyer: string;
  note: string;
  thanks: string;
  question: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    agents: ['agent', 'agent2'],
    where: '到哪了',
    queued: /前面还有 \d+ 位|您排在第一位/,
    joined: (name) => new RegExp(`客服${name}为您服务`),
    edit: '请放心，今天就到。',
    buyer: '好的，我等等看',
    note: '这位买家上周也问过，先别让他等',
    thanks: '谢谢',
    question: '能开发票吗',
  },
  en: {
    agents: ['agent3', 'lead'],
    where: 'Where is my order?',
    queued: /ahead of you|You are next/,
    joined: (name) => new RegExp(`${name} is here to help you`),
    edit: 'It should be with you today.',
    buyer: 'Alright, I will wait',
    note: 'Asked the same last week, do not let them wait',
    thanks: 'Thank you!',
    question: 'Can I get an invoice?',
  },
};

describe('A person takes over', () => {
  const on = stage();

  before(async () => {
    await on.admin.setHours('zh', 'always');
    await on.admin.setHours('en', 'always');
  });

  for (const lang of ['zh', 'en'] as const) {
    const words = WORDS[lang];

    test(`${lang}: from the button to the end, with two agents at once`, async () => {
      const [{ name } = { name: '' }] = await demoBuyers(on.server.url, lang);
      const [one, two] = await Promise.all(
        words.agents.map(async (login) =>
          Console.signIn(
            await on.browsing.person({ lang, width: 1440, height: 900 }),
            on.server,
            lang,
            login,
          ),
        ),
      );
      assert(one && two);

      // The buyer asks for a person, is told their place, and both consoles show it by themselves.
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, {
        as: IN_TRANSIT,
      });
      await widget.say(words.where);
      await widget.answer(/\d{6}/);
      await widget.toPerson.click();
      await widget.answer(words.queued);
      await Promise.all([one.row(name).waitFor(), two.row(name).waitFor()]);
      await shoot(one.page, `handover-${lang}-queue`);

      // Both click at once: one gets it, the other is told who did.
      await Promise.all([one.open(name), two.open(name)]);
      await together([one.page, two.page], '**/claim');
      await Promise.all([one.claim.click(), two.claim.click()]);
      const [holder, other] = await winner(one, two);
      await other.notices.getByText(holder.name).waitFor();
      await other.page.getByText(other.words.held(holder.name)).waitFor();
      await widget.answer(words.joined(holder.name));
      await shoot(other.page, `handover-${lang}-too-late`);

      // What is asked now is the person's to answer. A suggestion, taken by Tab, changed, sent.
      await widget.say(words.where);
      const [order] = await on.admin.orders((await on.admin.conversationOf(name))?.buyer ?? '');
      const suggested = await holder.suggestion();
      assert(suggested.includes(order?.shipments[0]?.tracking_number ?? '-'), `suggested: ${suggested}`);
      await holder.atEnd();
      await holder.box.focus();
      await holder.page.keyboard.press('Tab');
      await until('the suggestion is in the box', async () => (await holder.box.inputValue()) === suggested);
      await holder.page.keyboard.press('End');
      await holder.page.keyboard.type(words.edit);
      await shoot(holder.page, `handover-${lang}-suggestion`);
      await holder.page.keyboard.press('Enter');
      const line = await widget.answer(new RegExp(words.edit));
      assert.match(line.speaker, new RegExp(holder.name));
      assert.match(line.speaker, new RegExp(widget.words.agent));
      assert.doesNotMatch(line.speaker, new RegExp(widget.words.automatic));
      await widget.dialog.getByRole('button', { name: widget.words.here }).waitFor();

      // Typing and read marks, both ways.
      await holder.box.pressSequentially('…');
      await widget.log.getByText(widget.words.typing).waitFor();
      await holder.box.fill('');
      await holder.seenByBuyer.waitFor();
      await widget.box.pressSequentially(words.buyer);
      await holder.sees(words.buyer);
      await widget.box.press('Enter');
      await widget.log.getByText(widget.words.read, { exact: true }).waitFor();
      await shoot(widget.page, `handover-${lang}-buyer`);

      // Pictures, both ways.
      await widget.attach(picture('parcel.png'));
      await widget.box.press('Enter');
      await holder.picture('parcel.png').waitFor();
      await holder.atEnd();
      await holder.attach(picture('label.png'));
      await holder.box.press('Enter');
      await widget.log.getByRole('button', { name: /label\.png/ }).waitFor();

      // A note is for colleagues only; the bot says nothing more, whatever is asked.
      await holder.note(words.note);
      await other.noted(words.note).waitFor();
      await widget.say(words.question);
      await holder.log.getByText(words.question).last().waitFor();
      await holder.say(words.edit);
      await widget.answer(new RegExp(words.edit));
      await shoot(holder.page, `handover-${lang}-conversation`);

      // It is done; thanks do not bring it back.
      await holder.resolve();
      await until('it is done', async () => (await on.admin.conversationOf(name))?.status === 'resolved');
      await widget.say(words.thanks);
      await widget.allSent();
      await until('the thanks are kept', async () => {
        const conversation = await on.admin.conversationOf(name);
        return conversation?.last_text === words.thanks && conversation;
      });
      const done = await on.admin.conversationOf(name);
      assert.equal(done?.status, 'resolved');

      // Looked at from behind: the note did not reach the buyer, and after the take-over the bot said nothing.
      const { messages } = await on.admin.conversation(done.id);
      const noted = messages.find(({ text }) => text === words.note);
      assert(noted?.private);
      const joined = messages.findIndex(({ text }) => words.joined(holder.name).test(text));
      assert(!messages.slice(joined).some(({ author }) => author === 'bot'), 'the bot is silent');
      assert(!(await widget.lines()).some(({ text }) => text.includes(words.note)));
      assert(!widget.heard.some((frame) => frame.includes(words.note)), 'a note never leaves the server');
      await shoot(widget.page, `handover-${lang}-done`);
    });
  }
  test("it works without TLS in a network of one's own", async () => {
    const place = 3;
    const { name } = (await demoBuyers(on.server.url, 'zh'))[place] ?? { name: '' };
    const widget = await Widget.open(await on.browsing.person({ lang: 'zh' }), on.server.elsewhere, 'zh', {
      as: place,
    });
    await widget.askForPerson();
    const agent = await Console.signIn(
      await on.browsing.person({ lang: 'zh' }),
      on.server.elsewhere,
      'zh',
      'agent',
    );
    await agent.open(name);
    await agent.claim.click();
    await agent.say(WORDS.zh.edit);
    await widget.answer(new RegExp(WORDS.zh.edit));
  });
});

/** Lets a request of each page go only when all have made theirs: nobody is first. */
async function together(pages: Page[], address: string): Promise<void> {
  const held: (() => Promise<void>)[] = [];
  for (const page of pages) {
    await page.route(address, (route) => {
      held.push(() => route.continue());
      if (held.length === pages.length) void Promise.all(held.map((go) => go()));
    });
  }
}

/** Who holds the conversation, first. */
async function winner(one: Console, two: Console): Promise<[Console, Console]> {
  const holder = await until('one of them holds it', async () => {
    const holds = await Promise.all([one.holds(), two.holds()]);
    return holds[0] ? one : holds[1] ? two : null;
  });
  const other = holder === one ? two : one;
  assert.equal(await other.holds(), false, 'only one gets it');
  return [holder, other];
}
