/** A few goods of the demo shops, for pages to stand on. Ids, titles and prices are those of the demo seller's files. */
export interface Good {
  id: string;
  title: string;
  category: string;
  price: string;
  drawing: keyof typeof DRAWINGS;
}

export const GOODS: Record<'zh' | 'en', Good[]> = {
  zh: [
    { id: 'QH-C101', title: '素净通勤棉衬衫', category: '衬衫', price: '129', drawing: 'shirt' },
    { id: 'QH-C109', title: '女款双面呢羊毛大衣', category: '大衣', price: '699', drawing: 'coat' },
    { id: 'QH-C110', title: '女款高腰直筒牛仔裤', category: '牛仔裤', price: '169', drawing: 'trousers' },
    { id: 'QH-C124', title: '男款透气休闲运动鞋', category: '男鞋', price: '229', drawing: 'shoe' },
    { id: 'QH-F201', title: '每日混合坚果', category: '坚果', price: '39', drawing: 'bag' },
    { id: 'QH-F209', title: '高山云雾绿茶', category: '茶', price: '78', drawing: 'cup' },
  ],
  en: [
    { id: 'HP101', title: 'Linen Shirt', category: 'Shirts', price: '58.00', drawing: 'shirt' },
    { id: 'HP105', title: 'Harbor Rain Jacket', category: 'Jackets', price: '128.00', drawing: 'coat' },
    { id: 'HP106', title: 'Trail Walker Shoes', category: 'Shoes', price: '96.00', drawing: 'shoe' },
    { id: 'HP108', title: 'Sea Salt Roasted Almonds', category: 'Snacks', price: '8.50', drawing: 'bag' },
    {
      id: 'HP111',
      title: 'Gooseneck Electric Kettle',
      category: 'Appliances',
      price: '79.00',
      drawing: 'kettle',
    },
    { id: 'HP116', title: 'Stoneware Mug Set of 4', category: 'Kitchen', price: '44.00', drawing: 'cup' },
  ],
};

/** Line drawings, 48 by 48. */
export const DRAWINGS = {
  shirt: 'M18 8l-9 4-4 10 6 3 2-3v18h22V22l2 3 6-3-4-10-9-4c-1 3-3 5-6 5s-5-2-6-5zM24 13v27',
  coat: 'M17 6l-7 4-4 24 6 1 1-9v16h22V26l1 9 6-1-4-24-7-4-7 9zM24 15v27M29 24h.1M29 30h.1',
  trousers: 'M14 6h20l3 36h-9l-4-24-4 24h-9zM14 12h20',
  shoe: 'M5 18v14h38c1-5-2-8-7-9l-8-3-7-8c-3 5-9 8-16 6zM5 32v4h38v-4M24 20l-3 3M28 22l-3 3',
  bag: 'M12 8h24l-2 5 2 4v23H12V17l2-4zM14 13h20M18 25a6 6 0 0012 0 6 6 0 00-12 0z',
  cup: 'M10 16h24v12a10 10 0 01-10 10h-4a10 10 0 01-10-10zM34 19h3a5 5 0 010 10h-3M17 6v5M22 4v7M27 6v5M8 42h28',
  kettle: 'M16 18h18l4 22H12zM34 22h5v12M16 22l-8-4M20 18v-4h10v4M25 10v4M18 32h14',
} as const;
