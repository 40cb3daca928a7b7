import { speak } from '@miaohui/client';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { preferences } from '../app/preferences';
import { en } from './en';
import { zh } from './zh';

/** Both catalogues are part of the page: switching needs no request. */
export function setUpLanguage(): void {
  const language = preferences.get().language ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
  i18next.on('languageChanged', (now) => {
    document.documentElement.lang = now;
    speak(now);
  });
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
}

/** Speaks another language from now on, and remembers it. */
export function switchLanguage(language: 'zh-CN' | 'en'): void {
  preferences.set({ language });
  void i18next.changeLanguage(language);
}
