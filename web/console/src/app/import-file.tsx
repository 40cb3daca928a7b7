import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Importing } from './use-import';

/** Where a file is chosen or dropped, tried and taken in; what is to be known before that stands between. */
export function ImportFile({ importing, children }: { importing: Importing; children?: ReactNode }) {
  const { t } = useTranslation();
  const { file, share, error, run } = importing;
  const busy = share !== undefined;
  return (
    <>
      <FileDrop importing={importing} />
      {children}
      <div className="line">
        <Button disabled={!file || busy} onClick={() => void run('try')}>
          {t('imports.try')}
        </Button>
        <Button look="primary" disabled={!file || busy} onClick={() => void run('take')}>
          {t('imports.take')}
        </Button>
        {busy && (
          <>
            <span className="meta">
              {share < 1 ? t('imports.busy', { n: Math.round(share * 100) }) : t('imports.reading')}
            </span>
            <Button look="quiet" onClick={importing.stop}>
              {t('imports.stop')}
            </Button>
          </>
        )}
      </div>
      {busy && <progress value={share} aria-label={t('imports.busy', { n: Math.round(share * 100) })} />}
      {error && (
        <p className="alert" role="alert">
          {error}
        </p>
      )}
    </>
  );
}

function FileDrop({ importing }: { importing: Importing }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const { file, share, choose } = importing;
  return (
    <section
      className={over ? 'drop over' : 'drop'}
      aria-label={t('imports.file')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        choose(event.dataTransfer.files);
      }}
    >
      <Icon name="table" />
      {file ? <b>{file.name}</b> : <span>{t('imports.file')}</span>}
      <span className="line">
        <Button disabled={share !== undefined} onClick={() => picker.current?.click()}>
          {t('imports.choose')}
        </Button>
        <span className="meta">{t('imports.drop')}</span>
      </span>
      <input
        ref={picker}
        type="file"
        accept=".csv,.xlsx,text/csv"
        aria-label={t('imports.file')}
        hidden
        onChange={(event) => {
          choose(event.target.files);
          event.target.value = '';
        }}
      />
    </section>
  );
}
