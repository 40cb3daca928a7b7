import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2, levels A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What stands in the way of people, one line for each finding that is serious or worse. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (rules) => window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }),
    RULES,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${help} at ${target.join(' ')} ${any[0]?.message ?? ''}`),
    );
}

/** Elements that stick out of the window sideways, or that scroll sideways within it. */
export async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const out: string[] = [];
    const look = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) look(element.shadowRoot);
        const { overflowX } = getComputedStyle(element);
        const scrolls = overflowX === 'auto' || overflowX === 'scroll';
        if (scrolls && element.scrollWidth > element.clientWidth + 1) out.push(name(element));
      }
    };
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.className}`;
    look(document);
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) out.push(`the page: ${page.scrollWidth} px`);
    return out;
  });
}

/** Texts that are names of texts (`queue.title`), or have a hole that was not filled (`{{n}}`, `undefined`). */
export async function unspoken(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const said: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      if (node instanceof Text) said.push(node.data);
      else if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
          said.push(node.getAttribute(name) ?? '');
      }
    }
    const wrong = /^\s*[a-z]\w*(\.\w+)+\s*$|\{\{|\bundefined\b|\bNaN\b|\[object /;
    return said.filter((text) => wrong.test(text));
  });
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
