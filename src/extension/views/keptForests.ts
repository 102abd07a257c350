import type { Program } from '../../model/state.ts';
import { AliveForest } from './forest.ts';
import { ForestView, type Wanted } from './forestView.ts';

/** What a person wants to see of a forest. */
export interface Filter {
  /** Changes when rows that did not change may pass that did not before. */
  key: string;
  /** Undefined: everything. */
  wanted: Wanted | undefined;
}

interface Kept {
  forest: AliveForest;
  key: string;
  view: ForestView;
}

/** The forests of programs, kept from one look to the next for as long as the programs are. */
export class KeptForests {
  readonly #kept = new WeakMap<Program, Kept>();

  /** The rows of a program as they are now; until the next call for it. */
  viewOf(program: Program, { key, wanted }: Filter): ForestView {
    const kept = this.#kept.get(program);
    const forest = kept?.forest ?? new AliveForest(program);
    const touched = kept && forest.update();
    if (kept?.key === key) {
      kept.view.take(touched);
      return kept.view;
    }
    const view = new ForestView(forest, wanted);
    this.#kept.set(program, { forest, key, view });
    return view;
  }
}
