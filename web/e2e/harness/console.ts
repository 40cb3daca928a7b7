import type { BrowserContext, Locator, Page } from 'playwright-core';
import { type Lang, PASSWORD } from './api.js';
import type { Picked } from './picture.js';
import type { Address } from './server.js';
import { CATCHES_UP_WITHIN, until } from './until.js';

/** The console's words, as far as the stories touch or check them. */
const WORDS = {
  zh: {
    login: '登录名',
    password: '密码',
    signIn: '登录',
    signOut: /^退出登录/,
    settings: '设置',
    imports: '数据导入',
    none: '选一个会话',
    list: '会话列表',
    claim: /^接待/,
    resolve: /^结束/,
    log: '消息',
    reply: /^(回复买家|推荐回答)/,
    note: '写内部备注，买家看不到',
    noteMode: /^备注/,
    read: '已读',
    pending: '发送中',
    held: (name: string) => `已由${name}接待`,
    offline: /连接断开/,
    picture: (name: string) => `图片：${name}`,
  },
  en: {
    login: 'Sign-in name',
    password: 'Password',
    signIn: 'Sign in',
    signOut: /^Sign out/,
    settings: 'Settings',
    imports: 'Imports',
    none: 'Choose a conversation',
    list: 'Conversations',
    claim: /^Take/,
    resolve: /^Resolve/,
    log: 'Messages',
    reply: /^(Reply to the buyer|Suggested answer)/,
    note: 'Private note, never shown to the buyer',
    noteMode: /^Note/,
    read: 'Read',
    pending: 'Sending',
    held: (name: string) => `With ${name}`,
    offline: /Connection lost/,
    picture: (name: string) => `Picture: ${name}`,
  },
} as const;

/** What somebody sees and does who answers buyers. */
export class Console {
  readonly words: (typeof WORDS)[Lang];
  readonly log: Locator;
  readonly box: Locator;

  private constructor(
    readonly page: Page,
    readonly lang: Lang,
    /** What buyers and colleagues call them. */
    readonly name: string,
  ) {
    this.words = WORDS[lang];
    this.log = page.getByRole('log', { name: this.words.log });
    this.box = page.getByRole('textbox', { name: this.words.reply });
  }

  /** A page that is open already. */
  static at(page: Page, lang: Lang): Console {
    return new Console(page, lang, '');
  }

  /** Opens the sign-in page. */
  static async visit(context: BrowserContext, server: Address, lang: Lang, path = ''): Promise<Console> {
    const page = await context.newPage();
    await page.goto(`${server.url}/console/${path}`);
    return new Console(page, lang, '');
  }

  /** Signs in with the login of somebody of the demo, and comes to the workbench. */
  static async signIn(context: BrowserContext, server: Address, lang: Lang, login: string): Promise<Console> {
    const visit = await Console.visit(context, server, lang);
    await visit.enter(login, PASSWORD);
    await visit.there();
    const name = await visit.page.evaluate(async () => {
      const me = await fetch('/api/v1/session');
      return ((await me.json()) as { name: string }).name;
    });
    return new Console(visit.page, lang, name);
  }

  /** Fills the sign-in form and sends it. */
  async enter(login: string, password: string): Promise<void> {
    await this.page.getByLabel(this.words.login).fill(login);
    await this.page.getByLabel(this.words.password, { exact: true }).fill(password);
    await this.submit.click();
  }

  /** Waits until the workbench is shown. */
  async there(): Promise<void> {
    await this.queue.waitFor({ state: 'attached' });
  }

  get submit(): Locator {
    return this.page.getByRole('button', { name: this.words.signIn, exact: true });
  }

  /** The rows of the view that is shown. */
  get queue(): Locator {
    return this.page.getByRole('list', { name: this.words.list });
  }

  /** The row of a buyer. */
  row(buyer: string): Locator {
    return this.queue.getByRole('button').filter({ hasText: buyer });
  }

  /** Opens the conversation of a buyer. */
  async open(buyer: string): Promise<void> {
    await this.row(buyer).click();
    await this.page.getByRole('main').getByRole('heading', { level: 2, name: buyer }).waitFor();
  }

  get claim(): Locator {
    return this.page.getByRole('button', { name: this.words.claim });
  }

  /** Where answers and notes are written. */
  get composer(): Locator {
    return this.page.locator('.comp');
  }

  /** Whether the open conversation is theirs to answer. */
  async holds(): Promise<boolean> {
    return (await this.box.count()) > 0 && (await this.box.isEnabled());
  }

  /** Short sentences that are shown for a while. */
  get notices(): Locator {
    return this.page.locator('.notices');
  }

  /** What is offered as an answer, in grey, before anything is written. */
  async suggestion(): Promise<string> {
    return until('an answer is suggested', async () => {
      const ghost = this.composer.locator('.sug');
      return (await ghost.count()) > 0 && (await ghost.innerText()).trim();
    });
  }

  /** Answers the buyer. */
  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
    await until(`the box is empty after: ${text}`, async () => (await this.box.inputValue()) === '');
  }

  /** Writes something for colleagues only. */
  async note(text: string): Promise<void> {
    await this.composer.getByRole('button', { name: this.words.noteMode }).click();
    const box = this.page.getByRole('textbox', { name: this.words.note });
    await box.fill(text);
    await box.press('Enter');
    await this.noted(text).waitFor();
  }

  /** A note for colleagues in the conversation. */
  noted(text: string): Locator {
    return this.log.locator('.note').filter({ hasText: text });
  }

  /** Adds a file to what is written next. */
  async attach(file: Picked): Promise<void> {
    await this.composer.locator('input[type=file]').setInputFiles(file);
    const shown = this.composer.getByRole('listitem').filter({ hasText: file.name });
    await shown.waitFor();
    await until('the file is uploaded', async () => (await shown.getByRole('progressbar').count()) === 0);
  }

  /** Waits until the last of the conversation is in sight. */
  async atEnd(): Promise<void> {
    await until('the end of the conversation is in sight', () =>
      this.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2),
    );
  }

  /** A picture in the conversation. */
  picture(name: string): Locator {
    return this.log.getByRole('img', { name: this.words.picture(name) });
  }

  /** The mark under what the buyer has seen. */
  get seenByBuyer(): Locator {
    return this.log.getByText(this.words.read, { exact: true }).last();
  }

  /** Waits until what the buyer is writing is shown. */
  async sees(text: string): Promise<void> {
    await this.log.locator('.typing').filter({ hasText: text }).waitFor();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.signOut }).click();
  }

  async resolve(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.resolve }).click();
  }

  /** What everybody said, notices of the house left out, top to bottom. */
  async said(): Promise<string[]> {
    return this.log.locator('.bub').allInnerTexts();
  }

  /** Waits until everything that was written is with the server. */
  async allSent(): Promise<void> {
    const waiting = this.log.getByText(this.words.pending, { exact: true });
    await until(
      'everything the agent wrote is with the server',
      async () => (await waiting.count()) === 0,
      CATCHES_UP_WITHIN,
    );
  }
}
