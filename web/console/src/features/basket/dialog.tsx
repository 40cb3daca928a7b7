import { api, type Conversation, data } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { TextField } from '@miaohui/ui/field';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { insert } from '../../app/insert';
import { keys } from '../../app/keys';
import { PickVariant } from '../../app/pick-variant';
import { buyerQuery, productsQuery } from '../../app/queries';
import { variantsOf } from '../../app/variants';
import { money } from '../../i18n/format';
import { asked, type Line, withOneMore } from './lines';
import { SumTable } from './sum';
import './basket.css';

interface Props {
  conversation: Conversation;
  /** Whether its reader may answer here. */
  mine: boolean;
  currency: string;
  onClose: () => void;
}

/** Goods, pieces and codes; the sum as the bot would tell it, and one click to tell it. */
export function BasketDialog({ conversation: c, mine, currency, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const goods = useQuery(productsQuery(c.shop));
  const { data: profile } = useQuery(buyerQuery(c.buyer));
  const [lines, setLines] = useState<Line[]>([]);
  const [codes, setCodes] = useState('');
  const [place, setPlace] = useState('');
  const [level, setLevel] = useState<string>();
  const membership = level ?? profile?.buyer.level ?? '';
  const body = useDeferredValue(JSON.stringify(asked(lines, membership, codes, place)));
  const sum = useQuery({
    queryKey: keys.of('basket', c.shop, body),
    queryFn: () =>
      data(
        api.POST('/api/v1/shops/{shop}/basket', {
          params: { path: { shop: c.shop } },
          body: JSON.parse(body),
        }),
      ),
    enabled: lines.length > 0,
    // What is on offer may change at any moment.
    staleTime: 0,
    gcTime: 0,
    retry: 0,
  });
  const told = sum.data && (c.language === 'zh' ? sum.data.told.zh : sum.data.told.en);
  const change = (sku: string, quantity: number) =>
    setLines((all) => all.map((line) => (line.variant.sku === sku ? { ...line, quantity } : line)));
  return (
    <Dialog wide title={t('basket.title')} onClose={onClose}>
      <form
        className="basket"
        onSubmit={(event) => {
          event.preventDefault();
          if (told && insert(c.id, told)) onClose();
        }}
      >
        {goods.isError && !goods.data ? (
          <Failed error={goods.error} again={goods.refetch} />
        ) : goods.data ? (
          <PickVariant
            label={t('basket.add')}
            variants={variantsOf(goods.data)}
            currency={currency}
            soldOut="allowed"
            autoFocus
            onChoose={(variant) => setLines((all) => withOneMore(all, variant))}
          />
        ) : (
          <Skeleton lines={3} label={t('common.loading')} />
        )}
        {lines.length > 0 && (
          <ul className="basket-lines" aria-label={t('basket.goods')}>
            {lines.map(({ variant, quantity }) => (
              <li key={variant.sku}>
                <span>
                  {variant.title} <b>{variant.options}</b>
                </span>
                <input
                  className="input"
                  type="number"
                  min={1}
                  max={100_000}
                  aria-label={`${t('basket.pieces')} · ${variant.title} ${variant.options}`}
                  value={quantity}
                  onChange={(event) => change(variant.sku, Math.max(1, event.target.valueAsNumber || 1))}
                />
                <IconButton
                  icon="close"
                  label={`${t('common.remove')} · ${variant.title} ${variant.options}`}
                  onClick={() => setLines((all) => all.filter((line) => line.variant.sku !== variant.sku))}
                />
              </li>
            ))}
          </ul>
        )}
        <div className="two">
          <TextField
            label={t('basket.codes')}
            value={codes}
            onChange={(event) => setCodes(event.target.value)}
          />
          <TextField
            label={t('basket.place')}
            value={place}
            onChange={(event) => setPlace(event.target.value)}
          />
          <TextField
            label={t('basket.level')}
            value={membership}
            onChange={(event) => setLevel(event.target.value)}
          />
        </div>
        <div aria-live="polite">
          {sum.isError && lines.length > 0 && <Failed error={sum.error} again={sum.refetch} />}
          {sum.data && lines.length > 0 && <SumTable sum={sum.data} currency={currency} />}
          {told && lines.length > 0 && (
            <>
              <h3>{t('basket.told')}</h3>
              <blockquote>{told}</blockquote>
            </>
          )}
        </div>
        {!mine && <p className="meta">{t('basket.not_yours')}</p>}
        <footer>
          {sum.data && lines.length > 0 && (
            <b className="num">
              {t('basket.total')} {money({ minor: sum.data.total, currency }, i18n.language)}
            </b>
          )}
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button type="submit" look="primary" disabled={!mine || !told || lines.length === 0}>
            {t('basket.insert')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
