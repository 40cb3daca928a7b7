import type { modesZh } from './modes-zh';

/** Words of who receives, of surges and of those whom nobody came to. */
export const modesEn: typeof modesZh = {
  modes: {
    settings: 'The bot receives',
    reception: 'Who receives new questions',
    always: 'Always the bot first',
    night: 'People by day, the bot at night',
    night_about:
      'By day a new question goes to people at once; the bot only says hello and tells the place in the queue. When no people answer, the bot still receives.',
    night_from: 'Night begins',
    night_to: 'Night ends (may cross midnight)',
    surge_enabled: 'Surge mode by itself when the queue is too long',
    surge_about:
      'While it is on, the bot receives first; who already waits is answered what the facts bear out and keeps their place; a person is still had for the asking.',
    surge_from: 'Begins at an expected wait of (minutes)',
    surge_until: 'Ends below an expected wait of (minutes)',
    rescue_after: 'Tell the buyer when nobody came this long after an answer was due (minutes, 0 never)',
    rescue_about:
      'Only hours when people answer count. The bot says honestly that nobody has come, gives a time that is kept as a promise, and makes it urgent.',
    surge: 'Surge mode',
    on: '{{shop}} is in surge mode: the bot receives first and answers what it can look up',
    by_itself: 'On by itself since {{time}}',
    by_itself_wait: 'On by itself since {{time}}, at an expected wait of {{n}} min',
    by_person: 'Turned on by {{name}}, {{time}}',
    now: 'Now {{waiting}} waiting; a newcomer has to expect {{n}} min',
    now_unknown: 'Now {{waiting}} waiting',
    off: 'Surge mode is off',
    held: 'Turned off by {{name}}, {{time}}; it does not come back before the wait is short',
    begin: 'Turn surge mode on',
    end: 'Turn surge mode off',
    orphaned: 'Nobody came',
  },
};
