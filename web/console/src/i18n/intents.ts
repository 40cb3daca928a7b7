/** What buyers ask, by the ids of the taxonomy: in Chinese, and in English. */
const INTENTS: Record<string, [zh: string, en: string]> = {
  greeting: ['打招呼', 'Greeting'],
  thanks_closing: ['致谢', 'Thanks'],
  ask_human: ['要人工', 'Wants a person'],
  complaint: ['投诉', 'Complaint'],
  bargain: ['议价', 'Bargaining'],
  price_discount: ['价格优惠', 'Price, offers'],
  coupon_use: ['优惠券', 'Coupons'],
  promotion_rules: ['活动规则', 'Promotion rules'],
  price_protection: ['价保补差', 'Price protection'],
  gift: ['赠品', 'Gift'],
  stock: ['库存补货', 'Stock'],
  presale_date: ['预售发货', 'Presale date'],
  authenticity: ['正品资质', 'Authenticity'],
  warranty: ['质保', 'Warranty'],
  size_advice: ['尺码推荐', 'Size advice'],
  attribute: ['商品属性', 'Product details'],
  recommend_compare: ['推荐对比', 'Which one'],
  usage_howto: ['使用方法', 'How to use'],
  install: ['安装', 'Installation'],
  malfunction: ['故障', 'Does not work'],
  order_how: ['下单指导', 'How to order'],
  order_failed: ['下单失败', 'Order failed'],
  payment: ['付款问题', 'Payment'],
  modify_order: ['改订单', 'Change order'],
  change_address: ['改地址', 'Change address'],
  cancel_order: ['取消订单', 'Cancel order'],
  invoice: ['发票', 'Invoice'],
  ship_when: ['何时发货', 'When it ships'],
  urge_shipping: ['催发货', 'Hurry shipping'],
  shipping_method: ['快递运费', 'Couriers, postage'],
  where_is_it: ['查物流', 'Where is it'],
  logistics_stuck: ['物流异常', 'Parcel stuck'],
  not_received: ['签收未收到', 'Not received'],
  wrong_missing: ['错发少件', 'Wrong or missing'],
  damaged: ['破损', 'Damaged'],
  quality: ['质量问题', 'Quality'],
  return: ['退货', 'Return'],
  exchange: ['换货', 'Exchange'],
  refund: ['退款', 'Refund'],
  refund_status: ['退款进度', 'Refund progress'],
  return_progress: ['退换进度', 'Return progress'],
  member: ['会员', 'Membership'],
  account: ['账号', 'Account'],
  review_cashback: ['评价返现', 'Reviews, cash back'],
  store_service: ['店铺营业', 'Store, hours'],
  chitchat: ['闲聊', 'Small talk'],
  other: ['其他', 'Other'],
  out_of_scope: ['无关', 'Not about the shop'],
};

const column = (at: 0 | 1) =>
  Object.fromEntries(Object.entries(INTENTS).map(([id, names]) => [id, names[at]]));

export const intentsZh = column(0);
export const intentsEn = column(1);
/** Their ids. */
export const intentIds = Object.keys(INTENTS);
