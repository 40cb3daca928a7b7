import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../i18n';
import { download } from './Files';
import { Icon } from './Icon';

/** A picture that is looked at. */
export interface Shown {
  address: string;
  name: string;
}

/** A picture in full. */
export function Lightbox({ shown, close }: { shown: Shown; close(): void }) {
  const t = texts();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const root = button.current?.getRootNode() as ShadowRoot | undefined;
    const before = root?.activeElement as HTMLElement | null | undefined;
    button.current?.focus();
    return () => before?.focus();
  }, []);
  return (
    <div class="lightbox" role="dialog" aria-modal="true" aria-label={shown.name}>
      <div class="lightbox-bar">
        <span>{shown.name}</span>
        <button
          type="button"
          class="quiet"
          aria-label={t.download(shown.name)}
          onClick={() => download(shown.address, shown.name)}
        >
          <Icon name="download" />
        </button>
        <button type="button" class="quiet" aria-label={t.close_picture} ref={button} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <img src={shown.address} alt={shown.name} />
    </div>
  );
}
