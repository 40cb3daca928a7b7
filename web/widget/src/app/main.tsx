import { render } from 'preact';
import { Chat } from './chat';
import type { Handle, Setting } from './contract';
import { speak } from './i18n';
import { shelf } from './shelf';
import styles from './styles.css?inline';
import { App } from './view/App';

/** Puts the chat beside the launcher. Loaded before it is opened, it only follows what the buyer has not yet read. */
export function mount(setting: Setting): Handle {
  speak(setting.language);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  setting.root.adoptedStyleSheets = [...setting.root.adoptedStyleSheets, sheet];
  const place = document.createElement('div');
  setting.root.prepend(place);
  const chat = new Chat(setting, shelf());
  render(<App chat={chat} />, place);
  if (chat.known) void chat.prepare();
  return { setOpen: (open) => chat.setOpen(open) };
}
