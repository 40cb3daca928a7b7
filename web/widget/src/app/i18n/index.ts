import { en } from './en';
import { zh } from './zh';

/** Every text of the widget. */
export type Texts = typeof zh;
export type Language = 'zh' | 'en';

let current: Texts = zh;
let tag = 'zh-CN';

/** Sets the language; once, before anything is shown. */
export function speak(language: Language): void {
  current = language === 'zh' ? zh : en;
  tag = language === 'zh' ? 'zh-CN' : 'en';
}

/** The texts in the buyer's language. */
export function texts(): Texts {
  return current;
}

/** The language as HTML and Intl name it. */
export function languageTag(): string {
  return tag;
}
