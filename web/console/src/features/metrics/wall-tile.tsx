import type { Shop } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import type { Held } from './definitions';
import { figureQuery } from './queries';
import { roomOf, sideOf, targetOf, worth } from './said';
import { LOOKS } from './side';
import { both, useSpeaker } from './speaker';
import { Stale } from './stands';
import { ems } from './wall-layout';

interface Props {
  shop: Shop;
  definition: Held;
  /** Whether the shop's name is told: there are others. */
  named: boolean;
}

/** One number, as large as its tile allows. */
export function Tile({ shop, definition, named }: Props) {
  const { t } = useTranslation();
  const speaker = useSpeaker();
  const { say, language } = speaker;
  const { name, title, platform } = definition.now;
  const { data: metric, ...found } = useQuery(figureQuery(shop.id, name));
  const side = sideOf(metric?.standing.value, metric?.target);
  const value = metric ? worth(metric.standing.value, metric, speaker) : '…';
  const answer = metric?.standing.answer_now.length ?? 0;
  return (
    <article className={`tile ${side}`}>
      <header>
        <p className="of">{[named && shop.name, platform].filter(Boolean).join(' · ')}</p>
        <h2>{both(title, language).own}</h2>
      </header>
      <div className="fig num" style={{ '--ems': Math.max(3, ems(value)) } as CSSProperties}>
        <p>{value}</p>
      </div>
      {metric && (
        <footer>
          <p className="side">
            <Icon name={LOOKS[side].icon} />
            {t(`metrics.side.${side}`)}
            {answer > 0 && <b className="num">{t('metrics.wall.answer', { n: answer })}</b>}
          </p>
          <p className="more">{say(targetOf(metric, speaker))}</p>
          {metric.target && <p className="more">{say(roomOf(metric, definition.now))}</p>}
        </footer>
      )}
      {found.isError && !metric && <p className="more red">{words(found.error, t)}</p>}
      <Stale failed={found.isError} at={found.dataUpdatedAt} />
    </article>
  );
}
