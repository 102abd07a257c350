import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  commands,
  reportViewType,
  rowContexts,
  settings,
  settingsSection,
  views,
} from '../../../src/extension/contributions.ts';

interface Manifest {
  activationEvents: string[];
  icon: string;
  contributes: {
    commands: { command: string; title: string; category: string }[];
    views: Record<string, { id: string; icon: string }[]>;
    walkthroughs: { steps: { media: Record<string, string>; completionEvents: string[] }[] }[];
    viewsWelcome: { view: string; contents: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    configuration: {
      properties: Record<string, { markdownDescription: string; default: unknown; scope: string; order: number }>;
    }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const { activationEvents, contributes, icon } = JSON.parse(text) as Manifest;
const nls = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

/** Whether a condition names the view, or all of ours. */
const mayShow = (when: string, id: string): boolean => when.includes('view =~') || when.includes(`view == ${id}`);

describe('the manifest', () => {
  it('declares the commands of the code, and no others', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
  });

  it('puts all commands into one category', () => {
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['Async Scope']));
  });

  it('declares the views of the code, and no others', () => {
    const declared = Object.values(contributes.views).flat();
    expect(declared.map(({ id }) => id).sort()).toEqual(Object.values(views).sort());
    expect(declared.filter((view) => !/^\$\([a-z-]+\)$/.test(view.icon) && !existsSync(view.icon))).toEqual([]);
    expect(existsSync(icon)).toBe(true);
  });

  it('declares the settings of the code, and no others, each with a default, a scope and a description', () => {
    const properties = Object.assign(
      {},
      ...contributes.configuration.map((group) => group.properties),
    ) as (typeof contributes.configuration)[number]['properties'];
    const wanted = Object.values(settings).map((name) => `${settingsSection}.${name}`);
    expect(Object.keys(properties).sort()).toEqual(wanted.sort());
    const unfinished = Object.values(properties).filter(
      (setting) => setting.default === undefined || !setting.scope || !setting.order || !setting.markdownDescription,
    );
    expect(unfinished).toEqual([]);
  });

  it('hides commands that need a row from the command palette', () => {
    const rowCommands = new Set(contributes.menus['view/item/context']?.map(({ command }) => command));
    const hidden = contributes.menus['commandPalette']
      ?.filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    // A click or Enter on a row calls this one.
    rowCommands.add(commands.openRow);
    expect([...rowCommands].sort()).toEqual(hidden?.sort());
  });

  it('uses every context value of rows in a menu', () => {
    const conditions = contributes.menus['view/item/context']?.map(({ when }) => when ?? '').join(' ') ?? '';
    expect(Object.values(rowContexts).filter((context) => !conditions.includes(context))).toEqual([]);
  });

  it('has at most two icons on a row of any kind', () => {
    const inline =
      contributes.menus['view/item/context']?.filter((item) => JSON.stringify(item).includes('inline@')) ?? [];
    const positions = new Set(inline.map((item) => /inline@(\d)/.exec(JSON.stringify(item))?.[1]));
    expect(positions).toEqual(new Set(['1', '2']));
  });

  it('has all its texts in package.nls.json, and no text is left over', () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? '');
    expect([...new Set(used)].sort()).toEqual(Object.keys(nls).sort());
  });

  it('says everything in Chinese too', () => {
    const chinese = JSON.parse(readFileSync('package.nls.zh-cn.json', 'utf8')) as Record<string, string>;
    expect(Object.keys(chinese)).toEqual(Object.keys(nls));
    const same = Object.keys(nls).filter((key) => chinese[key] === nls[key]);
    expect(same).toEqual(['container']);
    // What a link does is no text.
    const links = (texts: Record<string, string>): unknown =>
      Object.values(texts).flatMap((each) => each.match(/\(command:[^)]+\)/g) ?? []);
    expect(links(chinese)).toEqual(links(nls));
  });

  it('has pictures and pages for the steps of the walkthrough', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    expect(steps.length).toBeGreaterThanOrEqual(4);
    const files = steps.map(({ media }) => media['markdown'] ?? media['image'] ?? '');
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(steps.filter(({ completionEvents }) => completionEvents.length === 0)).toEqual([]);
  });

  it('has few icons above each view', () => {
    for (const { id } of Object.values(contributes.views).flat()) {
      const icons = contributes.menus['view/title']?.filter(
        (item) =>
          JSON.stringify(item).includes('navigation') &&
          (item.when ?? '').match(/view (=~|== asyncScope)/) &&
          mayShow(item.when ?? '', id),
      );
      expect(icons?.length).toBeLessThanOrEqual(4);
    }
  });

  it('is activated by the report it has to restore', () => {
    expect(activationEvents).toContain(`onWebviewPanel:${reportViewType}`);
  });
});
