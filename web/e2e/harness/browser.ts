import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Lang } from './api.js';
import { found } from './found.js';
import { HOUSE } from './server.js';
import { PATIENCE } from './until.js';

const SHOTS = fileURLToPath(new URL('../../shots/', import.meta.url));

/** How a person's browser is set. */
export interface Set {
  lang: Lang;
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** One browser, and everything that went wrong in its pages. */
export class Browsing {
  /** Errors that pages did not catch, and what they complained of. */
  readonly complaints: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Browsing> {
    const executablePath = process.env.MIAOHUI_TEST_BROWSER ?? 'chromium';
    const browser = await chromium.launch({
      executablePath: found(executablePath),
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--font-render-hinting=none',
        `--host-resolver-rules=MAP ${HOUSE} 127.0.0.1`,
      ],
    });
    return new Browsing(browser);
  }

  /** The browser of one person: nothing of anybody else is in it. */
  async person({ lang, theme = 'light', width = 1280, height = 800 }: Set): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      locale: lang === 'zh' ? 'zh-CN' : 'en-US',
      timezoneId: lang === 'zh' ? 'Asia/Shanghai' : 'America/New_York',
      colorScheme: theme,
      viewport: { width, height },
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE);
    context.on('weberror', (error) => this.complaints.push(error.error().stack ?? String(error.error())));
    context.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    this.contexts.push(context);
    return context;
  }

  /** Keeps a picture of every page that is open. */
  async shootAll(name: string): Promise<void> {
    const pages = this.contexts.flatMap((context) => context.pages());
    for (const [place, page] of pages.entries())
      await shoot(page, `${name.replace(/[^\p{L}\d]+/gu, '-')}-${place}`);
  }

  /** Closes what the people of one story had open. */
  async leave(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }
}

/** Keeps a picture of the page for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png` });
}
