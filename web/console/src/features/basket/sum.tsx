import type { Basket } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { money } from '../../i18n/format';

/** What each line costs, what each offer takes off, and the sum. */
export function SumTable({ sum, currency }: { sum: Basket; currency: string }) {
  const { t, i18n } = useTranslation();
  const amount = (minor: number) => money({ minor, currency }, i18n.language);
  return (
    <table className="table basket-sum">
      <tbody>
        {sum.lines.map((line) => (
          <tr key={line.sku_id}>
            <td>{`${line.title} ${line.options.join(' ')} × ${line.quantity}`}</td>
            <td className="right num">{amount(line.amount)}</td>
          </tr>
        ))}
        {sum.applied.map((offer) => (
          <tr key={offer.promotion_id}>
            <td>
              <span className="tag green">{t(`basket.kinds.${offer.kind}`)}</span> {offer.title}
            </td>
            <td className="right num">{offer.off > 0 ? `−${amount(offer.off)}` : (offer.gift ?? '')}</td>
          </tr>
        ))}
        <tr>
          <td>{t('basket.postage')}</td>
          <td className="right num">
            {sum.postage === null || sum.postage === undefined
              ? t('basket.postage_unknown')
              : amount(sum.postage)}
          </td>
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('basket.total')}</th>
          <td className="right num">
            <b>{amount(sum.total)}</b>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
