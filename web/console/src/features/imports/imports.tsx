import { type Report, type Upload, upload } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty } from '@miaohui/ui/state';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { words } from '../../app/errors';
import { ReportView } from './report';

const KINDS = [
  'size_tables',
  'products',
  'promotions',
  'policies',
  'buyers',
  'orders',
  'shipments',
  'returns',
  'articles',
  'snippets',
];
/** A refused file is answered with a report too. */
const REPORTED = [200, 422];

export function ImportForm() {
  const { t } = useTranslation();
  const { shop, control } = useChosenShop();
  const [kind, setKind] = useState('products');
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const [share, setShare] = useState<number>();
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<string>();
  const running = useRef<Upload<Report>>(undefined);
  const picker = useRef<HTMLInputElement>(null);
  const busy = share !== undefined;

  const forget = () => {
    setReport(undefined);
    setError(undefined);
  };
  const choose = (list: FileList | null) => {
    const chosen = list?.[0];
    if (!chosen) return;
    setFile(chosen);
    forget();
  };
  const run = async (dryRun: boolean) => {
    if (!shop || !file) return;
    forget();
    setShare(0);
    running.current = upload<Report>(
      `/api/v1/shops/${shop.id}/imports?kind=${kind}&dry_run=${dryRun}`,
      file,
      setShare,
      REPORTED,
    );
    try {
      setReport(await running.current.done);
    } catch (problem) {
      setError(problem instanceof DOMException ? t('imports.stopped') : words(problem, t));
    } finally {
      setShare(undefined);
    }
  };
  if (!shop) return <Empty icon="bag" title={t('settings.choose_shop')} />;
  return (
    <>
      <section className="panel stack">
        <div className="line">
          <div className="kinds" role="toolbar" aria-label={t('imports.kind')}>
            {KINDS.map((one) => (
              <Button
                key={one}
                aria-pressed={one === kind}
                disabled={busy}
                onClick={() => {
                  setKind(one);
                  forget();
                }}
              >
                {t(`imports.${one}`)}
              </Button>
            ))}
          </div>
          <span className="end">{control}</span>
        </div>
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
            <Button disabled={busy} onClick={() => picker.current?.click()}>
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
        <p className="meta">{t('imports.order')}</p>
        <div className="line">
          <Button disabled={!file || busy} onClick={() => void run(true)}>
            {t('imports.try')}
          </Button>
          <Button look="primary" disabled={!file || busy} onClick={() => void run(false)}>
            {t('imports.take')}
          </Button>
          {busy && (
            <>
              <span className="meta">
                {share < 1 ? t('imports.busy', { n: Math.round(share * 100) }) : t('imports.reading')}
              </span>
              <Button look="quiet" onClick={() => running.current?.stop()}>
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
      </section>
      {report && <ReportView report={report} />}
    </>
  );
}
