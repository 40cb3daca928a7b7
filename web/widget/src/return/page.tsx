import { useEffect, useMemo, useState } from 'preact/hooks';
import { Api, Refused, type Return } from './api';
import { ParcelForm } from './parcel-form';
import { Address, Goods, Receipt } from './parts';
import { languageOf, WORDS } from './words';

/** The shop may be told, and the parcel arrive, while the page is open. */
const LOOK_AGAIN_MS = 10_000;
const LIVE: Return['stage'][] = ['noted', 'sent', 'arrived'];

const query = new URLSearchParams(location.search);
const first = languageOf(query.get('lang'), navigator.language, 'zh');

/** The page of one return: what is to be sent and where to, then the parcel and how far it is. */
export function Page() {
  const [shown, setShown] = useState<Return | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const lang = shown ? languageOf(query.get('lang'), navigator.language, shown.language) : first;
  const api = useMemo(() => new Api(location, lang), [lang]);
  const words = WORDS[lang];
  const look = () =>
    api.show().then(
      (page) => {
        setShown(page);
        setProblem(null);
      },
      (error) => setProblem(error),
    );
  useEffect(() => {
    void look();
  }, []);
  const live = shown !== null && LIVE.includes(shown.stage);
  useEffect(() => {
    if (!live) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [live]);
  useEffect(() => {
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    if (shown) document.title = `${words.page[shown.kind]} · ${shown.shop}`;
  }, [lang, shown, words]);

  if (!shown) {
    if (!problem) return <main class="wait" aria-busy="true" />;
    const told = problem instanceof Refused;
    return (
      <main class="alone">
        <p role="alert">{told ? problem.message : words.down}</p>
        {!told && (
          <button type="button" onClick={() => void look()}>
            {words.again}
          </button>
        )}
      </main>
    );
  }
  return (
    <main>
      <header>
        <p class="shop">{shown.shop}</p>
        <h1>{words.page[shown.kind]}</h1>
        <p class="quiet">
          {words.number} <span class="num">{shown.number}</span>
        </p>
      </header>
      {shown.stage !== 'open' && <Receipt shown={shown} words={words} lang={lang} />}
      <Goods shown={shown} words={words} lang={lang} />
      {shown.stage === 'open' && (
        <>
          <Address shown={shown} words={words} lang={lang} />
          <ParcelForm api={api} shown={shown} words={words} lang={lang} onSent={setShown} />
        </>
      )}
    </main>
  );
}
