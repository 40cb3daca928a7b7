import { useState } from 'preact/hooks';
import type { Lang, Return } from './api';
import type { Words } from './words';

export interface Shown {
  shown: Return;
  words: Words;
  lang: Lang;
}

const COPIED_MS = 2500;

export function Goods({ shown, words, lang }: Shown) {
  if (shown.goods.length === 0) return null;
  const { amount } = shown;
  return (
    <section>
      <h2>{words.goods}</h2>
      <ul class="goods">
        {shown.goods.map((good) => (
          <li key={good.title + good.options}>
            <span>
              {good.title} <span class="quiet">{good.options}</span>
            </span>
            <span class="num">×{good.quantity}</span>
          </li>
        ))}
      </ul>
      {amount && (
        <p class="sum">
          <span>{words.refund}</span>
          <b class="num">{money(amount, lang)}</b>
        </p>
      )}
    </section>
  );
}

/** Where to send it; one tap copies it as it is written on a parcel. */
export function Address({ shown, words, lang }: Shown) {
  const [copied, setCopied] = useState(false);
  const lines = [[shown.recipient, shown.phone].filter(Boolean).join(' '), shown.address].filter(Boolean);
  const copy = async () => {
    await navigator.clipboard.writeText(lines.join('\n'));
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  const notes = shown.notes[lang];
  return (
    <section>
      <h2>{words.to}</h2>
      {lines.length === 0 ? (
        <p>{words.no_address}</p>
      ) : (
        <>
          <address>
            {lines.map((line) => (
              <span key={line}>{line}</span>
            ))}
          </address>
          {navigator.clipboard && (
            <button type="button" class="soft" aria-live="polite" onClick={() => void copy()}>
              {copied ? words.copied : words.copy}
            </button>
          )}
        </>
      )}
      {notes && (
        <div class="notes">
          <b>{words.notes}</b>
          <p>{notes}</p>
        </div>
      )}
    </section>
  );
}

const DONE: Record<Return['stage'], number> = {
  open: 0,
  noted: 1,
  sent: 2,
  arrived: 3,
  settled: 4,
  closed: 0,
  refused: 0,
};

/** What was entered, and how far it is. */
export function Receipt({ shown, words, lang }: Shown) {
  const { title, about } = words.stage[shown.stage];
  const done = DONE[shown.stage];
  return (
    <section class={done > 0 ? 'receipt' : 'receipt over'} aria-live="polite">
      <h2>{title}</h2>
      <p>{about}</p>
      {done > 0 && (
        <ol class="steps">
          {words.steps.map((step, at) => (
            <li
              key={step}
              class={at < done ? 'done' : ''}
              aria-current={at === done - 1 ? 'step' : undefined}
            >
              {step}
            </li>
          ))}
        </ol>
      )}
      {shown.tracking_number && (
        <dl>
          <dt>{words.receipt}</dt>
          <dd>
            {shown.carrier} <span class="num">{shown.tracking_number}</span>
          </dd>
          {shown.entered_at && <dd class="quiet">{words.entered(date(shown.entered_at, lang, true))}</dd>}
        </dl>
      )}
      {shown.stage === 'sent' && <p class="quiet">{words.keep}</p>}
    </section>
  );
}

/** Amounts come in the currency's smallest unit. */
function money({ minor, currency }: { minor: number; currency: string }, lang: Lang): string {
  const format = new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

export function date(text: string, lang: Lang, withTime = false): string {
  return new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en', {
    month: 'short',
    day: 'numeric',
    ...(withTime ? { hour: '2-digit', minute: '2-digit' } : {}),
  }).format(new Date(text));
}
