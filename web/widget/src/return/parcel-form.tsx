import { useState } from 'preact/hooks';
import { type Api, Refused, type Return } from './api';
import { date, type Shown } from './parts';
import { barcodes } from './scan';

interface Props extends Shown {
  api: Api;
  onSent: (page: Return) => void;
}

const OTHER = 'other';
/** Browsers give the clipboard only to pages that came safely, and some to none. */
const canPaste = Boolean(navigator.clipboard?.readText);

/** Courier and number: typed, pasted with everything around them, or read from a photo of the label. */
export function ParcelForm({ api, shown, words, lang, onSent }: Props) {
  const [courier, setCourier] = useState('');
  const [other, setOther] = useState('');
  const [number, setNumber] = useState('');
  const [busy, setBusy] = useState<'' | 'reading' | 'sending'>('');
  const [said, setSaid] = useState<{ text: string; field: string } | null>(null);

  const say = (error: unknown) =>
    error instanceof Refused
      ? setSaid({ text: error.message, field: error.field ?? '' })
      : setSaid({ text: words.down, field: '' });

  /** Fills in what is found; what was chosen by hand stays when the text says nothing else. */
  const fill = async (texts: string[], nothing: string) => {
    setBusy('reading');
    setSaid(null);
    try {
      for (const text of texts) {
        const found = await api.read(text.slice(0, 2000));
        if (!found.tracking_number) continue;
        setNumber(found.tracking_number);
        if (found.courier) setCourier(found.courier);
        return;
      }
      setSaid({ text: nothing, field: 'tracking_number' });
    } catch (error) {
      say(error);
    } finally {
      setBusy('');
    }
  };

  const paste = async () => {
    const text = await navigator.clipboard.readText().catch(() => '');
    if (text) await fill([text], words.nothing_pasted);
  };
  const scan = async (input: HTMLInputElement) => {
    const photo = input.files?.[0];
    if (!photo) return;
    setBusy('reading');
    const seen = await barcodes(photo).catch(() => []);
    input.value = '';
    await fill(seen, words.nothing_seen);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy('sending');
    setSaid(null);
    try {
      onSent(await api.track(courier === OTHER ? other : courier, number));
    } catch (error) {
      say(error);
      // Somebody else may have entered it, or the shop closed it meanwhile.
      if (error instanceof Refused && error.code.startsWith('return_')) await api.show().then(onSent, say);
    } finally {
      setBusy('');
    }
  };

  const at = (field: string) =>
    said?.field === field ? { 'aria-invalid': true, 'aria-describedby': 'said' } : {};
  return (
    <form onSubmit={(event) => void submit(event)} aria-busy={busy !== ''}>
      <h2>{words.parcel}</h2>
      <p class="quiet">{words.hint}</p>
      <div class="ways">
        {canPaste && (
          <button type="button" class="soft" disabled={busy !== ''} onClick={() => void paste()}>
            {words.paste}
          </button>
        )}
        <label class="soft">
          {busy === 'reading' ? words.reading : words.photo}
          <input
            type="file"
            accept="image/*"
            capture="environment"
            disabled={busy !== ''}
            onChange={(event) => void scan(event.currentTarget)}
          />
        </label>
      </div>
      <label>
        <span>{words.tracking}</span>
        <input
          class="num"
          value={number}
          required
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={200}
          {...at('tracking_number')}
          onPaste={(event) => {
            // It stands there as it is until a number is found in it, and if none is.
            const text = event.clipboardData?.getData('text').trim();
            if (text) void fill([text], words.nothing_pasted);
          }}
          onInput={(event) => setNumber(event.currentTarget.value)}
          onBlur={() => {
            if (!courier && number.length >= 8) void fill([number], words.nothing_pasted);
          }}
        />
      </label>
      <label>
        <span>{words.courier}</span>
        <select
          value={courier}
          required
          {...at('courier')}
          onChange={(event) => setCourier(event.currentTarget.value)}
        >
          <option value="">{words.choose}</option>
          {shown.couriers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name[lang]}
            </option>
          ))}
          <option value={OTHER}>{words.other}</option>
        </select>
      </label>
      {courier === OTHER && (
        <label>
          <span>{words.other_name}</span>
          <input
            value={other}
            required
            maxLength={40}
            onInput={(event) => setOther(event.currentTarget.value)}
          />
        </label>
      )}
      {said && (
        <p id="said" class="bad" role="alert">
          {said.text}
        </p>
      )}
      <button type="submit" disabled={busy !== ''}>
        {busy === 'sending' ? words.sending : words.submit}
      </button>
      <p class="quiet">{words.until(date(shown.until, lang))}</p>
    </form>
  );
}
