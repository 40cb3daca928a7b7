import { DRAWINGS, GOODS, type Good } from './goods';
import { WORDS, type Words } from './words';

/** A buyer of the demo seller whom a visitor may be. */
interface Buyer {
  name: string;
  level: string | null;
  note: { zh: string; en: string };
  token: string;
}

interface Page {
  inbox: string;
  shop: string;
  /** The shop's own language: what its goods are called in. */
  usual: 'zh' | 'en';
  language: 'zh' | 'en';
  theme: 'auto' | 'light' | 'dark';
  words: Words;
  /** None when this is not the demo. */
  buyers: Buyer[] | null;
  as: number | null;
  product: string | null;
}

const query = new URLSearchParams(location.search);
/** The language before the shop's own is known. */
const first = (query.get('lang') ?? navigator.language).startsWith('zh') ? 'zh' : 'en';
/** The page is served at …/preview/{inbox}; everything else of the server is beside `preview`. */
const server = new URL('..', location.href);

async function read(): Promise<Page | string> {
  const inbox = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
  const config = await fetch(new URL(`api/v1/widget/${encodeURIComponent(inbox)}/config`, server));
  const wanted = query.get('lang');
  if (!config.ok) return WORDS[first].unknown;
  const { shop, language: usual } = (await config.json()) as { shop: string; language: 'zh' | 'en' };
  const language = wanted === 'zh' || wanted === 'en' ? wanted : usual;
  const buyers = await fetch(new URL(`preview/${encodeURIComponent(inbox)}/buyers`, server));
  const theme = query.get('theme');
  return {
    inbox,
    shop,
    usual,
    language,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    words: WORDS[language],
    buyers: buyers.ok ? ((await buyers.json()) as Buyer[]) : null,
    as: query.has('as') ? Number(query.get('as')) : null,
    product: query.get('product'),
  };
}

function show(page: Page): void {
  document.documentElement.lang = page.language === 'zh' ? 'zh-CN' : 'en';
  if (page.theme !== 'auto') document.documentElement.dataset.theme = page.theme;
  document.title = `${page.shop} · ${page.words.page}`;
  const main = element('main', {}, ...(page.buyers ? demo(page) : plain(page)));
  document.body.append(
    bar(page),
    element('header', { class: 'shop' }, element('a', { href: to({ product: null }) }, page.shop)),
    main,
  );
}

/** What a visitor can choose; each choice is a new address, so that it can be shared. */
function bar(page: Page): HTMLElement {
  const { words } = page;
  const who = page.buyers?.map((buyer, index): [string, string] => {
    const level = buyer.level ? ` ${buyer.level}` : '';
    return [String(index), `${buyer.name}${level} · ${buyer.note[page.language]}`];
  });
  const themes = Object.entries(words.themes) as [string, string][];
  return element(
    'nav',
    { class: 'bar', 'aria-label': words.page },
    element('strong', {}, words.page),
    ...(who
      ? [choice(words.visit_as, 'as', page.as === null ? '' : String(page.as), [['', words.nobody], ...who])]
      : []),
    choice(words.language, 'lang', page.language, [
      ['zh', '中文'],
      ['en', 'English'],
    ]),
    choice(words.theme, 'theme', page.theme, themes),
  );
}

function choice(label: string, name: string, value: string, options: [string, string][]): HTMLElement {
  const select = element(
    'select',
    {},
    ...options.map(([key, text]) =>
      element('option', key === value ? { value: key, selected: '' } : { value: key }, text),
    ),
  ) as HTMLSelectElement;
  select.onchange = () => location.assign(to({ [name]: select.value || null }));
  return element('label', {}, element('span', {}, label), select);
}

function demo(page: Page): HTMLElement[] {
  const goods = GOODS[page.usual];
  const good = goods.find(({ id }) => id === page.product);
  if (good) return [one(page, good)];
  return [
    element('h1', {}, page.words.goods),
    element(
      'ul',
      { class: 'goods' },
      ...goods.map((good) =>
        element(
          'li',
          {},
          element(
            'a',
            { href: to({ product: good.id }) },
            picture(good),
            element('span', { class: 'title' }, good.title),
            element('span', { class: 'price' }, price(page, good)),
          ),
        ),
      ),
    ),
  ];
}

/** In the shop's own currency, whatever the page is read in. */
function price(page: Page, good: Good): string {
  return WORDS[page.usual].price(good.price);
}

function one(page: Page, good: Good): HTMLElement {
  return element(
    'article',
    { class: 'one' },
    picture(good),
    element(
      'div',
      {},
      element('a', { href: to({ product: null }), class: 'back' }, `‹ ${page.words.back}`),
      element('p', { class: 'category' }, good.category),
      element('h1', {}, good.title),
      element('p', { class: 'price' }, price(page, good)),
      element('p', { class: 'code' }, `${page.words.code} ${good.id}`),
      element('p', {}, page.words.asks),
    ),
  );
}

/** A shop of one's own: how to put the widget on its pages. */
function plain(page: Page): HTMLElement[] {
  const { words } = page;
  const line = `<script src="${new URL('widget.js', server)}" data-inbox="${page.inbox}" async></script>`;
  const input = element('input', { value: page.product ?? '', autocomplete: 'off' }) as HTMLInputElement;
  const form = element(
    'form',
    {},
    element('label', {}, element('span', {}, words.product), input),
    element('button', {}, words.apply),
  ) as HTMLFormElement;
  form.onsubmit = (event) => {
    event.preventDefault();
    location.assign(to({ product: input.value.trim() || null }));
  };
  return [
    element('h1', {}, words.embed),
    element('p', {}, words.plain),
    element('pre', { tabindex: '0' }, line),
    form,
  ];
}

function embed(page: Page): void {
  const script = document.createElement('script');
  script.src = new URL('widget.js', server).href;
  script.dataset.inbox = page.inbox;
  script.dataset.language = page.language;
  if (page.theme !== 'auto') script.dataset.theme = page.theme;
  if (page.product) script.dataset.product = page.product;
  const buyer = page.as === null ? undefined : page.buyers?.[page.as];
  if (buyer) script.dataset.token = buyer.token;
  document.body.append(script);
}

/** The same page with something changed. */
function to(change: Record<string, string | null>): string {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text ? `?${text}` : location.pathname;
}

function element(
  name: string,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function picture(good: Good): HTMLElement {
  const space = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(space, 'svg');
  icon.setAttribute('viewBox', '0 0 48 48');
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', DRAWINGS[good.drawing]);
  icon.append(path);
  const frame = element('span', { class: 'picture' });
  frame.append(icon);
  return frame;
}

read().then(
  (page) => {
    if (typeof page === 'string') {
      document.body.append(element('main', {}, element('p', { role: 'alert' }, page)));
      return;
    }
    show(page);
    embed(page);
  },
  () => document.body.append(element('main', {}, element('p', { role: 'alert' }, WORDS[first].down))),
);
