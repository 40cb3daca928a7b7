import '@miaohui/ui/tokens.css';
import '@miaohui/ui/parts.css';
import './app/shell.css';
import './app/workbench.css';
import './app/phone.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { followTheme } from './app/preferences';
import { setUpLanguage } from './i18n/setup';

followTheme();
setUpLanguage();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
