import { describe, expect, it } from 'vitest';
import { platformSample } from './platform-sample';

describe('a sample of a platform’s numbers', () => {
  it('names its columns in the reader’s language and shows how a share and a time are written', () => {
    const metrics = [
      { metric: 'taobao-three-minute', is_seconds: false },
      { metric: 'taobao-average-reply', is_seconds: true },
    ];
    expect(platformSample(metrics, '2026-03-01', 'zh').split('\r\n')).toEqual([
      '\uFEFF指标,日期,数值,数量',
      'taobao-three-minute,2026-02-27,93.5%,1200',
      'taobao-three-minute,2026-02-28,0.917,',
      'taobao-average-reply,2026-02-27,12.3,1200',
      'taobao-average-reply,2026-02-28,00:01:23,',
      '',
    ]);
    expect(platformSample([], '2026-03-01', 'en')).toBe('\uFEFFmetric,day,value,units\r\n');
  });
});
