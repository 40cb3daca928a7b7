import type { Product } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Changes } from '../article/changes';
import type { Facts } from '../article/facts';

interface Props {
  title: string;
  before: Facts;
  after: Facts;
  products: Product[];
  actions?: ReactNode;
  onClose: () => void;
}

/** What is different between two versions, in a window. */
export function Compared({ title, before, after, products, actions, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog wide title={title} onClose={onClose}>
      <p className="meta legend">
        <del>{t('articles.gone')}</del> <ins>{t('articles.added')}</ins>
      </p>
      <Changes before={before} after={after} products={products} />
      <footer>
        {actions}
        <Button onClick={onClose}>{t('common.close')}</Button>
      </footer>
    </Dialog>
  );
}
