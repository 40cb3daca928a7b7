import type { Metric, Shop } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { sideOf, worth } from './said';
import { SideTag } from './side';
import { useSpeaker } from './speaker';

/** What an agent is called; of those who see the shop no more, only their id is known. */
export function agentName(shop: Shop, id: string, t: (key: string, of: { id: string }) => string): string {
  const known = shop.colleagues.find((one) => one.id === id);
  return known?.name ?? t('metrics.somebody', { id: id.slice(-6) });
}

/** A number, by who had to answer. */
export function Agents({ shop, metric }: { shop: Shop; metric: Metric }) {
  const { t } = useTranslation();
  const speaker = useSpeaker();
  return (
    <section className="panel" aria-label={t('metrics.agents')}>
      <header>
        <h2>{t('metrics.agents')}</h2>
      </header>
      {metric.by_agent.length === 0 ? (
        <p className="meta">{t('metrics.no_agents')}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>{t('metrics.agent')}</th>
              <th className="right">{t('metrics.value')}</th>
              <th className="right">{t('metrics.counted_units')}</th>
              <th>{t('metrics.stands')}</th>
            </tr>
          </thead>
          <tbody>
            {metric.by_agent.map(({ agent, figure }) => (
              <tr key={agent}>
                <td>{agentName(shop, agent, t)}</td>
                <td className="num right">{worth(figure.value, metric, speaker)}</td>
                <td className="num right">{figure.denominator}</td>
                <td>
                  <SideTag side={sideOf(figure.value, metric.target)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
