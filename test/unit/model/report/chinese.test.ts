import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useLanguage } from '../../../../src/common/l10n.ts';
import { exportFormats } from '../../../../src/model/export/index.ts';
import { findingKinds } from '../../../../src/model/findings/index.ts';
import { durationPhrase } from '../../../../src/model/findings/phrases.ts';
import { summaryText } from '../../../../src/model/report/summary.ts';
import { Run } from '../run.ts';
import { orchestra, reportOf } from './sampleReport.ts';

beforeAll(() => useLanguage('zh-cn'));
afterAll(() => useLanguage('en'));

describe('a summary in Chinese', () => {
  it('says what the English one says', () => {
    expect(
      summaryText(reportOf(orchestra())),
    ).toBe(`1 个错误：作用域“stream”由任务“agent-1”进入，却由任务“cleanup”退出。

  ✖ 作用域被另一个任务退出（错误）
    作用域“stream”由任务“agent-1”进入，却由任务“cleanup”退出。
    由 cleanup 退出，位于 /app/agents.ts:39:5
    由 agent-1 进入，位于 /app/agents.ts:19:5
    取消链：“stream” ← “db-query”，由 cleanup 取消：too slow
    常见原因：作用域在异步生成器中进入，而生成器由另一个任务结束或关闭。

指标
  取消作用域错误率  50%
  会话成功率        100%
  平均操作耗时      100 毫秒
  错误恢复耗时      没有可衡量的数据

打开的作用域（1）
  db-query · agent-1 · 1 秒 · “db-query”，由 cleanup 取消：too slow · /app/agents.ts:19:5

运行中的任务（2）
  agent-1 · agent · 1 秒 · /app/agents.ts:9:5
  cleanup · timer · 1 秒 · /app/agents.ts:39:5

使用中的锁（1）
  db · 互斥锁 · agent-1（1 秒） · cleanup（1 秒） · /app/agents.ts:19:5

打开的会话（1）
  sdk · sdk · 活跃：streaming · agent-1 · 1 秒 · 健康，3 毫秒 · /app/agents.ts:29:5

操作（1）
  fetch · 失败，1 次尝试，可重试 · agent-1 · ECONNRESET · /app/agents.ts:19:5

最慢的操作（1）
  fetch · 尝试次数 1 · 失败次数 1 · 平均耗时 100 毫秒 · 最长耗时 100 毫秒

锁竞争（1）
  db · 类型 互斥锁 · 获取次数 1 · 等待次数 1

最长的任务（1）
  warm-up · task · 已完成 · 80 毫秒 · /app/agents.ts:29:5

按类别统计的错误（1）
  network · 尝试次数 1

恢复（1）
  smart-retry · 选用次数 1 · 成功次数 0

系统（1）
  1/0 · CPU 25%（最高 50%） · 内存 60 MB（最高 64 MB） · 已用堆 9.6 MB · 事件循环延迟 0 毫秒 · 事件循环最长延迟 30 毫秒 · 事件循环占用 0% · 垃圾回收 0 毫秒 · 活动句柄 4
`);
  });

  it('has the right word for one and for many', () => {
    const run = orchestra().tick(9_000).emit('dropped', { lost: 1_200 });
    const text = summaryText(reportOf(run));
    expect(text).toContain('1 个错误和 2 个警告，最严重的是：作用域“stream”由任务“agent-1”进入');
    expect(text).toContain('锁“db”已被任务“agent-1”持有超过 5 秒，任务“cleanup”在等待它。');
    expect(text).toContain('程序有 1,200 个事件未能保留，因此本报告不完整。');
    expect(reportOf(new Run().task(1, 'a')).headline).toBe('没有发现问题；共看到 1 个任务和 0 个作用域。');
  });

  it('has deadlocks in clauses', () => {
    const run = new Run().task(1, 't1').task(2, 't2').acquire(10, 'A', 1).acquire(11, 'B', 2);
    run.wait(12, 'B', 1, { holding: [10] }).wait(13, 'A', 2, { holding: [11] });
    expect(run.tick(2_000).only('deadlock').sentence).toBe(
      '没有任务能够继续：任务“t2”持有锁“B”，并在等待锁“A”；任务“t1”持有锁“A”，并在等待锁“B”。',
    );
  });
});

describe('in Chinese', () => {
  it.each(findingKinds)('$kind has a title and causes', ({ title, usualCauses }) => {
    for (const text of [title(), ...usualCauses()]) expect(text).toMatch(/\p{Script=Han}/u);
  });

  it.each([
    [850, '850 毫秒'],
    [7_240, '7.2 秒'],
    [200_000, '3 分 20 秒'],
    [7_500_000, '2 小时 5 分'],
  ])('%d ms are %s', (ms, words) => {
    expect(durationPhrase(ms)).toBe(words);
  });

  it.each(exportFormats.filter(({ id }) => id === 'html' || id === 'markdown'))(
    'the headings of $label are translated',
    ({ render }) => {
      const text = render(reportOf(orchestra()));
      expect(text).toContain('打开的作用域');
      expect(text).not.toMatch(/Findings|Indicators|Usual causes|Made on|Open scopes/);
    },
  );

  it('an HTML page says so', () => {
    expect(exportFormats.find(({ id }) => id === 'html')?.render(reportOf(orchestra()))).toContain(
      '<html lang="zh-CN">',
    );
  });
});
