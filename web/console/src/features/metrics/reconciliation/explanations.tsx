import type { Explanation, OtherwiseRound, Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../app/now';
import { saveFile } from '../../../app/save-file';
import { figure, moment } from '../../../i18n/format';
import { agentName } from '../agents';
import { share } from '../said';
import { both, useSpeaker } from '../speaker';
import { useAddress } from '../use-address';
import { sheetOf } from './sheet';

interface Props {
  shop: Shop;
  explanations: Explanation[];
  /** What the file of rounds is called, without what tells the readings apart. */
  file: string;
  /** The reading that is open. */
  opened: string | undefined;
  onOpen: (reading: string | undefined) => void;
}

/** What would explain the difference, each in a sentence; its rounds open below it. */
export function Explanations({ shop, explanations, file, opened, onOpen }: Props) {
  const { t } = useTranslation();
  const { language } = useSpeaker();
  return (
    <ol className="explanations" aria-label={t('reconciliation.explanations')}>
      {explanations.map((one, at) => {
        const isOpen = one.reading.en === opened;
        return (
          <li key={one.reading.en} className={isOpen ? 'open' : undefined}>
            <div className="line">
              <p id={`explained-${at}`}>
                {t('reconciliation.explained', {
                  reading: both(one.reading, language).own,
                  share: share(1 - one.left, language),
                })}
              </p>
              <span className="end">
                <Button
                  look="quiet"
                  aria-expanded={isOpen}
                  aria-describedby={`explained-${at}`}
                  onClick={() => onOpen(isOpen ? undefined : one.reading.en)}
                >
                  {t(isOpen ? 'reconciliation.hide_rounds' : 'reconciliation.show_rounds', {
                    n: figure(one.rounds_total, language),
                  })}
                </Button>
              </span>
            </div>
            <progress className="explained" value={1 - one.left} aria-hidden="true" />
            {isOpen && <Otherwise shop={shop} explanation={one} file={`${file}-${at + 1}.csv`} />}
          </li>
        );
      })}
    </ol>
  );
}

/** So many are shown at once. */
const FIRST = 10;

function Otherwise({ shop, explanation, file }: { shop: Shop; explanation: Explanation; file: string }) {
  const { t } = useTranslation();
  const { language } = useSpeaker();
  const address = useAddress();
  const [all, setAll] = useState(false);
  const { rounds, rounds_total: total } = explanation;
  const shown = all ? rounds : rounds.slice(0, FIRST);
  const say = (key: string, params?: Record<string, string | number>) => t(key, params ?? {});
  if (total === 0) return <p className="meta">{t('reconciliation.no_rounds')}</p>;
  return (
    <>
      <div className="line">
        <span className="meta num">
          {total > rounds.length
            ? t('reconciliation.first_rounds', {
                n: figure(total, language),
                shown: figure(rounds.length, language),
              })
            : t('common.count', { n: figure(total, language) })}
        </span>
        <span className="end">
          <Button icon="down" onClick={() => saveFile(sheetOf(explanation, shop, say, address), file)}>
            {t('metrics.export')}
          </Button>
        </span>
      </div>
      <table className="table otherwise">
        <thead>
          <tr>
            <th>{t('metrics.began')}</th>
            <th>{t('metrics.agent')}</th>
            <th>{t('reconciliation.here')}</th>
            <th>{t('reconciliation.there')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {shown.map((round) => (
            <Row key={`${round.conversation} ${round.agent} ${round.start}`} shop={shop} round={round} />
          ))}
        </tbody>
      </table>
      {shown.length < rounds.length && (
        <Button look="quiet" className="more" onClick={() => setAll(true)}>
          {t('metrics.answer_more', { n: figure(rounds.length, language) })}
        </Button>
      )}
    </>
  );
}

function Row({ shop, round }: { shop: Shop; round: OtherwiseRound }) {
  const { t } = useTranslation();
  const { language } = useSpeaker();
  const now = useNow();
  return (
    <tr>
      <td className="num">{moment(round.start, language, now)}</td>
      <td>{round.agent ? agentName(shop, round.agent, t) : '–'}</td>
      <td data-name={t('reconciliation.here')}>
        {round.ours ? both(round.ours, language).own : t('reconciliation.no_round')}
      </td>
      <td data-name={t('reconciliation.there')}>
        {round.otherwise ? both(round.otherwise, language).own : t('reconciliation.no_round')}
      </td>
      <td className="acts">
        {round.conversation && (
          <Link to="/" search={{ c: round.conversation }} className="btn">
            {t('metrics.open')}
          </Link>
        )}
      </td>
    </tr>
  );
}
