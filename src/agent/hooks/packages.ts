import { definitions, type LockDefinition } from '../instrument/definitions.ts';
import { LockMethods } from '../instrument/lockMethods.ts';
import { watchModules } from '../instrument/modules.ts';
import type { Callable } from '../instrument/runHeld.ts';
import type { Hook } from './hook.ts';

/** Locks and pools of packages, as their definitions say. */
export const packages: Hook = {
  name: 'packages',
  detail: 1,
  enable(runtime) {
    const byPackage = new Map<string, LockDefinition[]>();
    for (const definition of definitions) {
      byPackage.set(definition.package, [...(byPackage.get(definition.package) ?? []), definition]);
    }
    const applied = new Map<Callable, Callable>();
    const methods: LockMethods[] = [];
    const states = new Map<string, { isRunning: boolean }>();
    const running = (name: string): { isRunning: boolean } => {
      const known = states.get(name) ?? { isRunning: false };
      states.set(name, known);
      return known;
    };

    const apply = (definition: LockDefinition, exported: Callable): Callable => {
      const known = applied.get(exported);
      if (known) return known;
      const own = new LockMethods(runtime, definition, running(definition.package));
      methods.push(own);
      const replacement = own.apply(exported);
      applied.set(exported, replacement).set(replacement, replacement);
      return replacement;
    };

    const undo = watchModules({
      packages: new Map([...byPackage].map(([name, each]) => [name, each.flatMap(({ factory }) => factory ?? [])])),
      loaded(name, version, exports) {
        for (const definition of byPackage.get(name) ?? []) {
          const { from = 0, to = Number.POSITIVE_INFINITY } = definition;
          if (version < from || version > to) continue;
          const exported = exportOf(exports, definition.export);
          if (!exported) continue;
          const replacement = apply(definition, exported);
          if (replacement !== exported) return exports === exported ? replacement : { default: replacement };
        }
        return exports;
      },
    });
    return () => {
      undo();
      for (const each of methods) each.undo();
    };
  },
};

/** The default export of CommonJS may be the module itself. */
function exportOf(exports: object, name: string): Callable | undefined {
  const named: unknown = name in exports ? Reflect.get(exports, name) : name === 'default' ? exports : undefined;
  return typeof named === 'function' ? (named as Callable) : undefined;
}
