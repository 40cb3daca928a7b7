import { linkify } from '../linkify';

/** A text as it was written; addresses in it can be followed. It is only ever text, never HTML. */
export function Words({ text }: { text: string }) {
  if (!text) return null;
  return (
    <p class="words">
      {linkify(text).map((piece, index) =>
        piece.href ? (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}
