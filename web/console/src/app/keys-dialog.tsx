import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { useTranslation } from 'react-i18next';

const KEYS: [string, string[]][] = [
  ['move', ['J', 'K', '↓', '↑']],
  ['open', ['Enter']],
  ['claim', ['C']],
  ['reply', ['R']],
  ['note', ['N']],
  ['take', ['Tab']],
  ['send', ['Enter']],
  ['newline', ['Shift Enter']],
  ['snippets', ['/']],
  ['hotkeys', ['Alt 1', '…', '9']],
  ['resolve', ['E', 'Ctrl Enter']],
  ['transfer', ['T']],
  ['keep', ['S']],
  ['flows', ['Ctrl K']],
  ['views', ['1', '…', '5']],
  ['search', ['/']],
  ['escape', ['Esc']],
  ['help', ['?']],
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className="keylist">
        {KEYS.map(([name, caps]) => (
          <div key={name}>
            <dt>{t(`keys.${name}`)}</dt>
            <dd>
              {caps.map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <footer>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </footer>
    </Dialog>
  );
}
