import { Button } from '@miaohui/ui/button';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import type { Held } from './definitions';
import { figureQuery } from './queries';
import { sideOf } from './said';
import { SideTag } from './side';
import { both } from './speaker';
import { Meaning, Stale, Stands } from './stands';

/** One number of a shop; what it means opens beside it. */
export function Card({ shop, definition }: { shop: string; definition: Held }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const { name, title, platform } = definition.now;
  const found = useQuery(figureQuery(shop, name));
  const { own, other, otherLanguage } = both(title, i18n.language);
  const side = found.data && sideOf(found.data.standing.value, found.data.target);
  return (
    <article className={open ? 'panel number open' : 'panel number'} aria-label={own}>
      <header>
        <div>
          <h2>
            <Link to="/metrics" search={{ shop, d: name }}>
              {own}
            </Link>
          </h2>
          <p className="meta">
            <span lang={otherLanguage}>{other}</span>
            {platform && ` · ${platform}`}
          </p>
        </div>
        {side && <SideTag side={side} />}
      </header>
      <div className="beside">
        <div>
          {found.isPending && <Skeleton lines={2} label={t('common.loading')} />}
          {found.isError && !found.data && <Failed error={found.error} again={found.refetch} />}
          {found.data && <Stands metric={found.data} definition={definition} />}
          <Stale failed={found.isError} at={found.dataUpdatedAt} />
        </div>
        {open && <Meaning definition={definition} />}
      </div>
      <Button look="quiet" icon="book" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('metrics.definition_hide') : t('metrics.definition')}
      </Button>
    </article>
  );
}
