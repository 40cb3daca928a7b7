import { api, data, type PersonPromises } from '@miaohui/client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { percent } from '../../i18n/format';

/** How a shop and its people keep their word, over thirty days. */
export function PromiseFigures() {
  const { t } = useTranslation();
  const { shop, control } = useChosenShop();
  const id = shop?.id ?? '';
  const { data: found, ...rest } = useQuery({
    queryKey: keys.promisesIn('figures', id),
    queryFn: () =>
      data(
        api.GET('/api/v1/shops/{shop}/promises/figures', {
          params: { path: { shop: id }, query: { days: 30 } },
        }),
      ),
    enabled: Boolean(shop),
  });
  const whole = found && { agent: null, name: t('promises.whole_shop'), figures: found.shop };
  const rows = whole && found.people.length > 0 ? [whole, ...found.people] : found && [];
  return (
    <Panel
      title={t('promises.figures')}
      icon="table"
      list={{ ...rest, data: rows }}
      empty={t('promises.no_figures')}
      actions={control}
    >
      {(people) => (
        <table className="table">
          <thead>
            <tr>
              <th>{t('promises.owner')}</th>
              <th className="right">{t('promises.rate')}</th>
              <th className="right">{t('promises.made')}</th>
              <th className="right">{t('promises.states.kept')}</th>
              <th className="right">{t('promises.broken')}</th>
              <th className="right">{t('promises.states.open')}</th>
              <th className="right">{t('promises.moved_any')}</th>
              <th className="right">{t('promises.vague')}</th>
              <th className="right">{t('promises.vague_again')}</th>
            </tr>
          </thead>
          <tbody>
            {people.map((one, index) => (
              <Row key={index === 0 ? 'shop' : (one.agent ?? 'nobody')} person={one} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ person: { name, figures: f } }: { person: PersonPromises }) {
  const { t, i18n } = useTranslation();
  return (
    <tr>
      <td>{name ?? t('promises.of_shop')}</td>
      <td className="num right">{f.kept_rate == null ? '–' : percent(f.kept_rate, i18n.language)}</td>
      <td className="num right">{f.made}</td>
      <td className="num right">{f.kept}</td>
      <td className={f.broken > 0 ? 'num right red' : 'num right'}>{f.broken}</td>
      <td className="num right">{f.open}</td>
      <td className="num right">{f.moved}</td>
      <td className="num right">{f.vague}</td>
      <td className="num right">{f.vague_again}</td>
    </tr>
  );
}
