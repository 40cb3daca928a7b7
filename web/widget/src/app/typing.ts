/** At most one preview a second; silence for this long means that the buyer has stopped. Both in milliseconds. */
const EVERY = 1000;
const STOPPED_AFTER = 4000;

/** Tells people that the buyer writes, and what so far. */
export class Typing {
  private last = 0;
  private on = false;
  private text = '';
  private next: number | undefined;
  private end: number | undefined;

  constructor(private readonly tell: (on: boolean, text: string) => void) {}

  writes(text: string): void {
    if (!text.trim()) {
      this.stops();
      return;
    }
    this.text = text.slice(0, 200);
    clearTimeout(this.end);
    this.end = setTimeout(() => this.stops(), STOPPED_AFTER) as unknown as number;
    if (this.next !== undefined) return;
    const wait = Math.max(0, this.last + EVERY - Date.now());
    this.next = setTimeout(() => this.say(), wait) as unknown as number;
  }

  stops(): void {
    clearTimeout(this.next);
    clearTimeout(this.end);
    this.next = undefined;
    if (this.on) this.tell(false, '');
    this.on = false;
  }

  private say(): void {
    this.next = undefined;
    this.last = Date.now();
    this.on = true;
    this.tell(true, this.text);
  }
}
