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
  embed: '放进您的店铺',
  plain: '右下角就是聊天挂件。把下面这行放进您店铺的网页，它就会出现在那里。',
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
    embed: 'On your own shop',
    plain:
      'The chat is in the lower right corner. Put this line into your shop’s pages, and it is there as well.',
    product: 'Product code (optional)',
    apply: 'Apply',
    unknown: 'There is no such inbox.',
    down: 'The server cannot be reached. Please reload in a moment.',
  },
};
