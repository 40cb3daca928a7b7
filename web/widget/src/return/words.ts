import type { Lang, Return } from './api';

export interface Words {
  page: Record<Return['kind'], string>;
  number: string;
  goods: string;
  refund: string;
  to: string;
  copy: string;
  copied: string;
  notes: string;
  parcel: string;
  paste: string;
  photo: string;
  reading: string;
  hint: string;
  courier: string;
  choose: string;
  other: string;
  other_name: string;
  tracking: string;
  submit: string;
  sending: string;
  until: (date: string) => string;
  nothing_pasted: string;
  nothing_seen: string;
  down: string;
  again: string;
  no_address: string;
  receipt: string;
  entered: (date: string) => string;
  stage: Record<Return['stage'], { title: string; about: string }>;
  steps: [string, string, string, string];
  keep: string;
}

export const WORDS: Record<Lang, Words> = {
  zh: {
    page: { return: '退货寄回', exchange: '换货寄回' },
    number: '退货单',
    goods: '寄回的商品',
    refund: '退款金额',
    to: '寄到这里',
    copy: '复制地址',
    copied: '已复制',
    notes: '寄出前请留意',
    parcel: '填写寄回的快递',
    paste: '粘贴',
    photo: '拍面单',
    reading: '识别中…',
    hint: '可以直接粘贴快递短信，自动识别快递公司和单号',
    courier: '快递公司',
    choose: '请选择',
    other: '其他',
    other_name: '快递公司名称',
    tracking: '运单号',
    submit: '提交',
    sending: '提交中…',
    until: (date) => `请在 ${date} 前寄出并填写`,
    nothing_pasted: '没有识别到运单号，请核对后手动填写。',
    nothing_seen: '照片里没有识别到条形码，请对准条形码重拍，或手动填写。',
    down: '网络不太顺畅，请稍后再试。',
    again: '再试一次',
    no_address: '退货地址请以客服告知的为准。',
    receipt: '寄回信息',
    entered: (date) => `${date} 登记`,
    stage: {
      open: { title: '等待寄出', about: '' },
      noted: { title: '已收到', about: '正在同步给店铺，稍后会自动更新，不用重复填写。' },
      sent: { title: '登记成功', about: '店铺和客服都已看到，收到货后会尽快处理。' },
      arrived: { title: '店铺已收到', about: '正在验货，完成后会按约定处理。' },
      settled: { title: '已处理完成', about: '这张退货单已经完成。' },
      closed: { title: '已关闭', about: '这张退货单已关闭，请不要寄出。有疑问请联系客服。' },
      refused: { title: '未通过', about: '店铺验货后没有通过，详情请联系客服。' },
    },
    steps: ['填写', '寄回中', '已收到', '完成'],
    keep: '请保管好面单，直到退款到账。',
  },
  en: {
    page: { return: 'Send your return', exchange: 'Send your exchange' },
    number: 'Return',
    goods: 'What goes back',
    refund: 'You get back',
    to: 'Send it here',
    copy: 'Copy address',
    copied: 'Copied',
    notes: 'Before you send it',
    parcel: 'Tell us about the parcel',
    paste: 'Paste',
    photo: 'Scan label',
    reading: 'Reading…',
    hint: 'Paste the courier’s message as it is: courier and number are read from it',
    courier: 'Courier',
    choose: 'Choose one',
    other: 'Another one',
    other_name: 'Name of the courier',
    tracking: 'Tracking number',
    submit: 'Submit',
    sending: 'Sending…',
    until: (date) => `Please send and enter it by ${date}`,
    nothing_pasted: 'No tracking number was found. Please check, or type it in.',
    nothing_seen:
      'No barcode was found in the picture. Take it closer to the barcode, or type the number in.',
    down: 'The connection is not good. Please try again.',
    again: 'Try again',
    no_address: 'Please use the address the shop has told you.',
    receipt: 'Your parcel',
    entered: (date) => `Entered ${date}`,
    stage: {
      open: { title: 'To be sent', about: '' },
      noted: { title: 'Received', about: 'It is being passed on to the shop. This page updates by itself.' },
      sent: {
        title: 'All set',
        about: 'The shop can see your parcel and will settle the return once it arrives.',
      },
      arrived: {
        title: 'Arrived at the shop',
        about: 'It is being looked at and will be settled as agreed.',
      },
      settled: { title: 'Settled', about: 'This return is complete.' },
      closed: {
        title: 'Closed',
        about: 'This return has been closed. Please do not send anything; ask the shop if unsure.',
      },
      refused: { title: 'Not accepted', about: 'The shop did not accept it. Please ask the shop about it.' },
    },
    steps: ['Entered', 'On its way', 'Arrived', 'Settled'],
    keep: 'Keep the label until you have your money back.',
  },
};

/** An address may name the language; else the browser does, and the shop where the browser speaks neither. */
export function languageOf(wanted: string | null, browser: string, shop: Lang): Lang {
  const named = wanted ?? browser;
  if (named.startsWith('zh')) return 'zh';
  if (named.startsWith('en')) return 'en';
  return shop;
}
