/** How often and how high it sounds, by urgency: one is heard at once to be worse than the other. Softest is what is not late yet. */
const TONES: Record<string, number[]> = {
  urgent: [880, 1175, 880],
  important: [784, 988],
  normal: [660],
  soon: [587],
};
const STEP_S = 0.13;
const VOLUME = 0.08;
const SOFT = 0.03;

let audio: AudioContext | undefined;

/** Sounds for a conversation that began to wait, or has waited too long. */
export function chime(urgency: string): void {
  audio ??= new AudioContext();
  const context = audio;
  (TONES[urgency] ?? TONES.normal)?.forEach((frequency, at) => {
    const begin = context.currentTime + at * STEP_S;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(urgency === 'soon' ? SOFT : VOLUME, begin + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, begin + STEP_S);
    tone.connect(gain).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + STEP_S);
  });
}
