/** A soft sound of two notes. Browsers allow it only after the buyer has touched the page; before that it is silent. */
export class Sound {
  private context: AudioContext | null = null;

  /** The buyer has touched the widget. */
  allow(): void {
    if (this.context || typeof AudioContext === 'undefined') return;
    this.context = new AudioContext();
  }

  play(): void {
    const context = this.context;
    if (!context) return;
    if (context.state === 'suspended') void context.resume();
    note(context, 660, 0);
    note(context, 880, 0.11);
  }
}

function note(context: AudioContext, hertz: number, after: number): void {
  const [begin, tone, volume] = [
    context.currentTime + after,
    context.createOscillator(),
    context.createGain(),
  ];
  tone.type = 'sine';
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(0.07, begin + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.3);
  tone.connect(volume).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + 0.32);
}
