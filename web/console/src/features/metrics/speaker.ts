import { useTranslation } from 'react-i18next';
import type { Said, Speaker } from './said';

/** The reader's language, for what is worked out elsewhere. */
export function useSpeaker(): Speaker & { say: (said: Said) => string } {
  const { t, i18n } = useTranslation();
  return {
    t: (key, params) => t(key, params ?? {}),
    language: i18n.language,
    say: ({ key, with: params }) => t(key, params ?? {}),
  };
}

/** A name in the reader's language, and in the other. */
export function both(title: { zh: string; en: string }, language: string) {
  return language === 'en'
    ? { own: title.en, other: title.zh, otherLanguage: 'zh-CN' }
    : { own: title.zh, other: title.en, otherLanguage: 'en' };
}
