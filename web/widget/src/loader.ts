/**
 * The line that a shop puts into its pages:
 *
 *   <script src="https://…/widget.js" data-inbox="KEY" async></script>
 *
 * data-inbox     the inbox's public name; nothing happens without it
 * data-token     a JWT signed by the shop that says who the buyer is; without it the buyer is somebody unknown
 * data-product   the product of the page, by the shop's id; `Miaohui.product(id)` changes it later
 * data-language  zh or en; otherwise the browser's
 * data-theme     light or dark; otherwise the browser's
 */
import type { Handle, Setting } from './app/contract';
import launcher from './launcher.css?inline';
import tokens from './tokens.css?inline';

/** The few words the launcher needs before the chat is there. */
const WORDS = {
  zh: {
    open: '打开在线客服',
    close: '关闭在线客服',
    unread: (count: number) => `打开在线客服，${count} 条未读`,
    failed: '客服暂时打不开，请检查网络后再点一次。',
  },
  en: {
    open: 'Open chat',
    close: 'Close chat',
    unread: (count: number) => `Open chat, ${count} unread`,
    failed: 'The chat cannot be opened. Check your connection and press again.',
  },
};

const BUBBLE =
  'M5.500 5h13A1.500 1.500 0 0120 6.500v9a1.500 1.500 0 01-1.500 1.500H12l-4.500 3.500V17h-2A1.500 1.500 0 014 15.500v-9A1.500 1.500 0 015.500 5zM9 11h.1M12 11h.1M15 11h.1';
const DOWN = 'M6 9.500l6 6 6-6';

/** What a page may ask of the widget. */
interface Remote {
  open(): void;
  close(): void;
  /** The product the buyer looks at now, for pages that change without loading. */
  product(id: string | null): void;
}

declare global {
  interface Window {
    Miaohui?: Remote;
  }
}

/** Shows the launcher at once; the chat itself comes when it is wanted or when there is something to go on with. */
function load(script: HTMLScriptElement): Remote {
  const { inbox = '', token, language, theme } = script.dataset;
  const base = new URL('.', script.src).href;
  const speaks = (language || navigator.language).toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const words = WORDS[speaks];
  let product = script.dataset.product || null;
  let open = false;
  let handle: Promise<Handle> | null = null;

  const host = document.createElement('div');
  host.id = 'miaohui-widget';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(tokens + launcher);
  root.adoptedStyleSheets = [sheet];
  dress(host, theme);

  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'launcher';
  const [icon, path] = drawing();
  const count = document.createElement('span');
  count.className = 'count';
  count.setAttribute('aria-hidden', 'true');
  button.append(icon, count);
  const problem = document.createElement('p');
  problem.className = 'problem';
  problem.setAttribute('role', 'alert');
  root.append(button, problem);

  const show: Setting['show'] = (state) => {
    const closed = open && !state.open;
    open = state.open;
    path.setAttribute('d', open ? DOWN : BUBBLE);
    button.setAttribute('aria-expanded', String(open));
    button.setAttribute(
      'aria-label',
      open ? words.close : state.unread ? words.unread(state.unread) : words.open,
    );
    count.textContent = open || !state.unread ? '' : state.unread > 99 ? '99+' : String(state.unread);
    if (closed) button.focus();
  };
  show({ open: false, unread: 0 });

  const chat = (): Promise<Handle> => {
    handle ??= import(/* @vite-ignore */ `${base}widget/app.js`).then((app) =>
      app.mount({
        base,
        inbox,
        token: token || null,
        language: speaks,
        root,
        show,
        product: () => product,
      } satisfies Setting),
    );
    return handle;
  };
  const setOpen = async (wanted: boolean) => {
    problem.textContent = '';
    button.setAttribute('aria-busy', 'true');
    try {
      (await chat()).setOpen(wanted);
    } catch {
      // Forgotten, so that the next press tries again.
      handle = null;
      problem.textContent = words.failed;
    }
    button.removeAttribute('aria-busy');
  };
  button.onclick = () => void setOpen(!open);
  const place = () => document.body.append(host);
  if (document.body) place();
  else addEventListener('DOMContentLoaded', place);
  // What the page itself needs comes first.
  const goOn = () => void chat().catch(() => (handle = null));
  if (wasHere(inbox)) {
    if (document.readyState === 'complete') goOn();
    else addEventListener('load', goOn);
  }

  return {
    open: () => void setOpen(true),
    close: () => void setOpen(false),
    product: (id) => {
      product = id;
    },
  };
}

/** Whether this browser has spoken with the shop before. */
function wasHere(inbox: string): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(`miaohui.${inbox}.`));
  } catch {
    // The page may not keep anything, so there is nothing to go on with.
    return false;
  }
}

/** The theme that is asked for, or the one the browser has, also when it changes. */
function dress(host: HTMLElement, theme: string | undefined): void {
  if (theme === 'light' || theme === 'dark') {
    host.dataset.theme = theme;
    return;
  }
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => {
    host.dataset.theme = dark.matches ? 'dark' : 'light';
  };
  follow();
  dark.addEventListener('change', follow);
}

function drawing(): [SVGSVGElement, SVGPathElement] {
  const space = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(space, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  icon.append(path);
  return [icon, path];
}

const script = document.currentScript ?? document.querySelector('script[data-inbox][src*="widget.js"]');
if (script instanceof HTMLScriptElement && script.dataset.inbox && !window.Miaohui)
  window.Miaohui = load(script);
