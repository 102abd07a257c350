import { t } from '../../common/l10n.ts';
import { rowContexts } from '../contributions.ts';
import { scopeRow, taskRow } from './aliveRows.ts';
import { lockRow } from './lockRows.ts';
import { operationRow } from './operationRows.ts';
import type { Program } from '../../model/state.ts';
import type { PinTarget, Row } from './row.ts';
import type { Scene } from './scene.ts';
import { sessionRow } from './sessionRows.ts';

/** The rows a person wants to keep in sight, as one row above all others; none where nothing is pinned. */
export function pinnedRows(scene: Scene, view: string, kinds: readonly PinTarget['kind'][]): Row[] {
  const pinned = [...scene.options.pinned].filter(([, { kind }]) => kinds.includes(kind));
  if (pinned.length === 0) return [];
  return [
    {
      id: `pinned/${view}`,
      label: t('Pinned'),
      description: String(pinned.length),
      spoken: t('Pinned, {0}', String(pinned.length)),
      icon: 'pinned',
      contexts: ['group'],
      expanded: true,
      children: () => pinned.map(([id, pin]) => ({ ...pinnedRow(scene, pin), id: `pinned/${id}`, pin })),
    },
  ];
}

function pinnedRow(scene: Scene, pin: PinTarget): Row {
  const program = scene.model.programs.get(pin.program);
  const row = program && rowOf(scene, program, pin);
  const kept = row?.contexts?.filter((context) => context !== rowContexts.pin) ?? [pin.kind];
  const contexts = [...kept, rowContexts.unpin];
  if (row) return { ...row, contexts };
  const description = t('ended, and no longer kept');
  return {
    id: '',
    label: pin.name,
    description,
    spoken: `${pin.name}, ${description}`,
    icon: 'circle-slash',
    contexts,
  };
}

function rowOf(scene: Scene, program: Program, { kind, id, name }: PinTarget): Row | undefined {
  switch (kind) {
    case 'task': {
      const task = program.tasks.get(id);
      return task && taskRow(scene, program, task);
    }
    case 'scope': {
      const scope = program.scopes.get(id);
      return scope && scopeRow(scene, program, scope);
    }
    case 'lock': {
      const lock = program.locks.get(name);
      return lock && lockRow(scene, program, lock);
    }
    case 'session': {
      const session = program.sessions.get(id);
      return session && sessionRow(scene, program, session);
    }
    case 'operation': {
      const operation = program.operations.get(id);
      return operation && operationRow(scene, program, operation);
    }
  }
}
