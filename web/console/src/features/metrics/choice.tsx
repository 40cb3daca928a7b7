import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { ManyField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import type { Held } from './definitions';
import { both } from './speaker';
import { choose } from './use-numbers';

interface Props {
  shop: string;
  all: Held[];
  shown: Held[];
  onClose: () => void;
}

/** Which numbers of a shop are shown, platform by platform; kept as soon as it is chosen. */
export function Choice({ shop, all, shown, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const platforms = [...new Set(all.map(({ now }) => now.platform))].sort();
  const names = shown.map(({ now }) => now.name);
  return (
    <Dialog wide title={t('metrics.choose_title')} onClose={onClose}>
      <p className="meta">{t('metrics.choose_about')}</p>
      <div className="stack choice">
        {platforms.map((platform) => {
          const own = all.filter(({ now }) => now.platform === platform).map(({ now }) => now);
          return (
            <ManyField
              key={platform}
              label={platform || t('metrics.house')}
              options={own.map(({ name, title }) => ({ value: name, label: both(title, i18n.language).own }))}
              value={names.filter((name) => own.some((one) => one.name === name))}
              onChange={(value) =>
                choose(shop, [...names.filter((name) => !own.some((one) => one.name === name)), ...value])
              }
            />
          );
        })}
      </div>
      <footer>
        <Button look="quiet" onClick={() => choose(shop, undefined)}>
          {t('metrics.choose_default')}
        </Button>
        <Button look="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      </footer>
    </Dialog>
  );
}
