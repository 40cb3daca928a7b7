/** The preview page's words. */
const zh = {
  page: '网页挂件预览',
  visit_as: '以谁的身份访问',
  nobody: '未登录的访客',
  language: '语言',
  theme: '外观',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
  goods: '本店商品',
  back: '返回全部商品',
  price: (price: string) => `¥${price}`,
  asks: '在商品页提问，客服会知道您看的是这一件。',
  code: '商品编码',
  plain: '这是放了聊天挂件的示例页面。把下面这行放进您店铺的网页，挂件就会出现在右下角。',
  product: '商品编码（可不填）',
  apply: '应用',
  unknown: '没有这个接入点。',
  down: '暂时连接不上服务器，请稍后刷新。',
};

export type Words = typeof zh;

export const WORDS: Record<'zh' | 'en', Words> = {
  zh,
  en: {
    page: 'Widget preview',
    visit_as: 'Visit as',
    nobody: 'Visitor, not signed in',
    language: 'Language',
    theme: 'Appearance',
    themes: { auto: 'System', light: 'Light', dark: 'Dark' },
    goods: 'Our goods',
    back: 'All goods',
    price: (price) => `$${price}`,
    asks: 'Ask from here, and we know which one you are looking at.',
    code: 'Product code',
    plain:
      'A sample page that holds the chat widget. Put this line into your shop’s pages, and it appears in the lower right corner.',
    product: 'Product code (optional)',
    apply: 'Apply',
    unknown: 'There is no such inbox.',
    down: 'The server cannot be reached. Please reload in a moment.',
  },
};
