import 'rapidoc';

/** Colours of the rest of the product, in both themes. */
const COLOURS = {
  light: {
    'bg-color': '#ffffff',
    'text-color': '#16202a',
    'primary-color': '#2457b3',
    'header-color': '#f3f5f7',
    'nav-bg-color': '#f3f5f7',
    'nav-text-color': '#44515d',
    'nav-hover-bg-color': '#e9f0fb',
    'nav-hover-text-color': '#16202a',
    'nav-accent-color': '#2457b3',
  },
  dark: {
    'bg-color': '#151b20',
    'text-color': '#e7ecf0',
    'primary-color': '#93b4f7',
    'header-color': '#0e1317',
    'nav-bg-color': '#0e1317',
    'nav-text-color': '#b6c1ca',
    'nav-hover-bg-color': '#1b2a44',
    'nav-hover-text-color': '#e7ecf0',
    'nav-accent-color': '#93b4f7',
  },
};

/** How the viewer behaves. It reads the description of the very server that serves this page, and asks only that one. */
const MANNER = {
  'spec-url': new URL('../openapi.json', new URL(import.meta.env.BASE_URL, location.href)).href,
  'render-style': 'focused',
  'schema-style': 'table',
  'schema-description-expanded': 'true',
  'default-schema-tab': 'schema',
  'show-header': 'false',
  'show-method-in-nav-bar': 'as-colored-text',
  'use-path-in-nav-bar': 'true',
  'nav-item-spacing': 'compact',
  'allow-server-selection': 'false',
  'allow-spec-url-load': 'false',
  'allow-spec-file-load': 'false',
  'load-fonts': 'false',
  'font-size': 'large',
  'regular-font': getComputedStyle(document.body).fontFamily,
  'mono-font': 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
};

const viewer = document.createElement('rapi-doc');
const dark = matchMedia('(prefers-color-scheme: dark)');

function dress(): void {
  const theme = dark.matches ? 'dark' : 'light';
  set({ theme, ...COLOURS[theme] });
}

function set(attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) viewer.setAttribute(name, value);
}

const bar = document.createElement('div');
bar.className = 'bar';
bar.slot = 'nav-logo';
const description = document.createElement('a');
description.href = MANNER['spec-url'];
description.textContent = 'openapi.json';
bar.append('Miaohui 秒回 API', description);
viewer.append(bar);

dress();
dark.addEventListener('change', dress);
set(MANNER);
document.body.append(viewer);
