import { describe, test } from 'node:test';
import { errors, type Locator } from 'playwright-core';
import { demoBuyers, type Lang, type Person } from '../harness/api.js';
import { shoot } from '../harness/browser.js';
import { Console } from '../harness/console.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';
import { Widget } from '../harness/widget.js';

const SHOP: Record<Lang, string> = { zh: 'qinghe', en: 'harbor' };
const WORDS = {
  zh: { offered: /分派给您/, pass: '让给别人', accept: '接受', login: 'agent', other: 'agent2' },
  en: { offered: /Offered to you/, pass: 'Let it pass', accept: 'Accept', login: 'agent3', other: 'lead' },
};

/** From now on the shop offers conversations to people. */
async function push(admin: Person, lang: Lang): Promise<void> {
  const shops = await admin.ask<{ id: string; key: string }[]>('GET', '/shops');
  const shop = shops.find(({ key }) => key === SHOP[lang]);
  const settings = await admin.ask<{ routing: object }>('GET', `/shops/${shop?.id}/settings`);
  const routing = { ...settings.routing, mode: 'push', accept_seconds: 300 };
  await admin.ask('PUT', `/shops/${shop?.id}/settings`, { ...settings, routing });
}

/** Lets an offer pass, if it is still there: whoever looks for offers looks again. */
async function passOn(row: Locator, pass: Locator): Promise<void> {
  const soon = { timeout: 1000 };
  try {
    await row.click(soon);
    await pass.click(soon);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
}

describe('The house gives conversations to people', () => {
  const on = stage();

  for (const lang of ['zh', 'en'] as const) {
    test(`${lang}: one is offered, let pass, offered to the other and accepted`, async () => {
      const words = WORDS[lang];
      const name = (await demoBuyers(on.server.url, lang))[2]?.name ?? '';
      const widget = await Widget.open(await on.browsing.person({ lang }), on.server, lang, { as: 2 });
      await widget.askForPerson();
      const people = await Promise.all(
        [words.login, words.other].map(async (login) =>
          Console.signIn(await on.browsing.person({ lang }), on.server, lang, login),
        ),
      );
      await push(on.admin, lang);

      // What waited before is offered too, one at a time: each passes on everything but this buyer.
      const offeredTo = async () => {
        for (const one of people) {
          const mine = one.page.locator('[data-row]').filter({ hasText: words.offered });
          // Read at once: what was offered a moment ago may be gone between two looks.
          const offered = await mine.allInnerTexts();
          if (offered.some((text) => text.includes(name))) return one;
          if (offered.length === 0) continue;
          await passOn(mine.first(), one.page.getByRole('button', { name: words.pass }));
        }
        return undefined;
      };
      let first: Console | undefined;
      await until(`${name} is offered`, async () => {
        first = await offeredTo();
        return first !== undefined;
      });
      if (!first) throw new Error('nobody was offered the buyer');
      await shoot(first.page, `routing-${lang}-offered`);
      await first.open(name);
      await first.page.getByRole('button', { name: words.pass }).click();

      const second = people.find((one) => one !== first);
      if (!second) throw new Error('there are two');
      await until(`${name} is offered to the other`, async () => (await offeredTo()) === second);
      await second.open(name);
      await second.page.getByRole('button', { name: words.accept }).click();
      await second.box.waitFor();
      // Whoever only closes their pages is offered things for a little longer: they may be reloading.
      for (const one of people) await one.signOut();
    });
  }
});
