import type { BrowserContext, Locator, Page } from 'playwright-core';
import { type Lang, SHOP } from './api.js';
import type { Picked } from './picture.js';
import type { Address } from './server.js';
import { CATCHES_UP_WITHIN, until } from './until.js';

/** The widget's words, as far as the stories touch or check them. */
const WORDS = {
  zh: {
    log: '对话内容',
    write: /输入消息/,
    queued: '已在排队',
    here: '人工接待中',
    automatic: '自动回复',
    agent: '客服',
    read: '已读',
    later: '待发送，恢复连接后自动发出',
    typing: /正在输入/,
    offline: /网络已断开/,
  },
  en: {
    log: 'Conversation',
    write: /^Message\./,
    queued: 'In the queue',
    here: 'A person is here',
    automatic: 'Automatic',
    agent: 'Agent',
    read: 'Read',
    later: 'Will be sent when you are back online',
    typing: /is typing/,
    offline: /You are offline/,
  },
} as const;

/** A line of the buyer's log. */
export interface Line {
  who: 'buyer' | 'other' | 'notice';
  /** The label over it, or over the first of its run: who says it, and what they are. */
  speaker: string;
  text: string;
}

export interface Visit {
  /** Which of the demo buyers; nobody known when not given. */
  as?: number;
  /** The product of the page. */
  product?: string;
  theme?: 'light' | 'dark';
}

/** A buyer's widget on the preview page of a demo shop. */
export class Widget {
  readonly words: (typeof WORDS)[Lang];
  readonly dialog: Locator;
  readonly log: Locator;
  readonly box: Locator;
  /** Every frame that the live connections of the page have received. */
  readonly heard: string[] = [];

  private constructor(
    readonly page: Page,
    readonly lang: Lang,
  ) {
    this.words = WORDS[lang];
    this.dialog = page.locator('#miaohui-widget').getByRole('dialog').first();
    this.log = page.getByRole('log', { name: this.words.log });
    this.box = page.getByRole('textbox', { name: this.words.write });
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => this.heard.push(payload.toString()));
    });
  }

  /** Comes to the shop and opens the chat. */
  static async open(
    context: BrowserContext,
    server: Address,
    lang: Lang,
    { as, product, theme }: Visit = {},
  ): Promise<Widget> {
    const page = await context.newPage();
    const query = new URLSearchParams({ lang });
    if (as !== undefined) query.set('as', String(as));
    if (product) query.set('product', product);
    if (theme) query.set('theme', theme);
    const widget = new Widget(page, lang);
    await page.goto(`${server.url}/preview/${SHOP[lang]}?${query}`);
    await widget.launcher.click();
    await widget.box.waitFor();
    return widget;
  }

  /** Comes to a page of a shop's own, which vouches for its buyer with a token, and opens the chat. */
  static async openOwn(context: BrowserContext, server: Address, lang: Lang, token: string): Promise<Widget> {
    const page = await context.newPage();
    const address = `${server.url}/own-shop.html`;
    const script = `<script src="${server.url}/widget.js" data-inbox="${SHOP[lang]}" data-language="${lang}" data-token="${token}"></script>`;
    const body = `<!doctype html><html lang="${lang}"><title>Shop</title><body>${script}</body></html>`;
    await page.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
    const widget = new Widget(page, lang);
    await page.goto(address);
    await widget.launcher.click();
    await widget.box.waitFor();
    return widget;
  }

  /** The round button in the corner. */
  get launcher(): Locator {
    return this.page.locator('#miaohui-widget .launcher');
  }

  /** The button that is always there. */
  get toPerson(): Locator {
    return this.dialog.locator('.to-person');
  }

  /** Asks for a person, unless the bot has handed over already; done when the queue is entered. */
  async askForPerson(): Promise<void> {
    const queued = this.dialog.getByRole('button', { name: this.words.queued });
    if ((await queued.count()) === 0) await this.toPerson.click();
    await queued.waitFor();
  }

  /** Writes a line and sends it. */
  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
    await until(`the box is empty after: ${text}`, async () => (await this.box.inputValue()) === '');
  }

  /** Everything in the log, top to bottom. */
  async lines(): Promise<Line[]> {
    return this.log.evaluate((log) => {
      let speaker = '';
      const shown: Line[] = [];
      for (const row of log.children) {
        if (row.classList.contains('notice')) {
          shown.push({ who: 'notice', speaker: '', text: (row as HTMLElement).innerText });
        }
        if (!row.classList.contains('line')) continue;
        const own = row.classList.contains('own');
        if (row.classList.contains('begins')) {
          speaker = (row.querySelector('.speaker') as HTMLElement | null)?.innerText ?? '';
        }
        const text = (row.querySelector('.bubble') as HTMLElement | null)?.innerText ?? '';
        shown.push({ who: own ? 'buyer' : 'other', speaker, text });
      }
      return shown;
    });
  }

  /** What was said to the buyer since they last spoke. */
  async since(): Promise<Line[]> {
    const lines = await this.lines();
    return lines.slice(lines.findLastIndex((line) => line.who === 'buyer') + 1);
  }

  /** Waits for a line to the buyer, after the buyer's last, that has this in it; gives all since then. */
  async answer(pattern: RegExp): Promise<Line> {
    let lines: Line[] = [];
    try {
      return await until(`an answer like ${pattern}`, async () => {
        lines = await this.since();
        return lines.find((line) => pattern.test(line.text));
      });
    } catch (error) {
      throw new Error(`${(error as Error).message}; there was ${JSON.stringify(lines)}`);
    }
  }

  /** Asks and waits for the answer. */
  async ask(text: string, pattern: RegExp): Promise<Line> {
    await this.say(text);
    return this.answer(pattern).catch((error: Error) => {
      throw new Error(`“${text}”: ${error.message}`);
    });
  }

  /** What the buyer themselves said, in the order shown. */
  async own(): Promise<string[]> {
    return (await this.lines()).filter((line) => line.who === 'buyer').map((line) => line.text);
  }

  /** Waits until everything the buyer has written is with the server. */
  async allSent(): Promise<void> {
    await until(
      'everything the buyer wrote is with the server',
      async () => (await this.log.locator('.late').count()) === 0 && (await this.own()).length > 0,
      CATCHES_UP_WITHIN,
    );
  }

  /** Sends a file with what is written next; done when it is uploaded. */
  async attach(file: Picked): Promise<void> {
    await this.dialog.locator('input[type=file]').setInputFiles(file);
    await this.dialog.locator('.tray .state').waitFor();
  }
}
